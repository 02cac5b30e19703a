"""Drift is found soon and seldom where there is none; reading in parts is reading at once."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.drift import Chart, Observation, State, followed, restarted
from ranking.stats.drift.threshold import height_for, run_length

CHART = Chart()


def observations(values, start: int = 0) -> Iterator[Observation]:
    return (Observation(start + n, start + n, float(value)) for n, value in enumerate(values))


def test_siegmund_s_run_lengths_are_those_of_the_tables() -> None:
    # Montgomery, Statistical Quality Control, 9.1.3: k = .5, h = 5: 465 in control, 10.4 after one deviation.
    assert 1 / (2 / run_length(-0.5, 5)) == pytest.approx(469, rel=0.01)
    assert run_length(0.5, 5) == pytest.approx(10.34, rel=0.01)
    assert run_length(0.0, 5) == pytest.approx((5 + 1.166) ** 2)
    assert run_length(-0.5, height_for(allowance=0.5, run=469) / 1) == pytest.approx(2 * 469, rel=1e-6)


def test_half_a_deviation_is_found_within_two_hundred_answers_whatever_the_distribution() -> None:
    rng = np.random.default_rng(5)
    draws = {
        "normal": (lambda n: rng.normal(size=n), lambda n: rng.normal(size=n) - 0.5),
        "levels": (
            lambda n: rng.choice(5, p=[0.05, 0.1, 0.15, 0.3, 0.4], size=n),
            lambda n: rng.choice(5, p=[0.15, 0.17, 0.18, 0.26, 0.24], size=n),
        ),
    }
    for usual, moved in draws.values():
        found = 0
        for seed in range(25):
            state, early = followed(CHART, State(seed=seed), observations(usual(600)))
            if early is None:
                _state, signal = followed(CHART, state, observations(moved(200), start=600))
                found += signal is not None and not signal.up and signal.first >= 500 and signal.size < 0
        assert found >= 20


def test_false_alarms_are_rarer_than_one_in_ten_thousand_answers() -> None:
    rng = np.random.default_rng(6)
    kinds = [lambda n: rng.normal(size=n), lambda n: rng.random(n) < 0.9, lambda n: rng.exponential(size=n)]
    alarms = sum(
        followed(CHART, State(seed=seed), observations(draw(5_000)))[1] is not None
        for draw in kinds for seed in range(10)
    )  # fmt: skip
    # 150,000 answers, at most one alarm in 10,000 on average: 25 would be chance in one of a hundred.
    assert alarms <= 15


def test_a_project_s_watches_have_one_false_alarm_in_ten_thousand_answers_together() -> None:
    """Twenty charts that read every answer; each with the height of a single one they would have ten."""
    shared, rng = Chart(watches=20), np.random.default_rng(7)
    assert shared.height == pytest.approx(Chart(run=20 * CHART.run).height)
    alarms = sum(
        followed(shared, State(seed=seed), observations(rng.normal(size=6_000)))[1] is not None for seed in range(20)
    )
    assert alarms <= 3


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.floats(-5, 5)), max_size=250), st.integers(0, 250), st.booleans())
def test_reading_in_parts_is_reading_at_once(values: list[tuple[int, float]], cut: int, moved: bool) -> None:
    chart = Chart(warm=5, run=200, most=20, path=15)
    rows = [Observation(unit, n, value + 3 * (moved and n > 120), str(n)) for n, (unit, value) in enumerate(values)]
    whole, signal = followed(chart, State(seed=1), rows)
    part, early = followed(chart, State(seed=1), rows[:cut])
    if early is None:
        part, early = followed(chart, State.read(part.as_json()), rows[cut:])
    assert (part, early) == (whole, signal)


def test_answers_on_one_item_are_one_unit() -> None:
    many = [Observation(n // 10, n, float(n // 10 % 2)) for n in range(400)]
    state, _signal = followed(CHART, State(), many)
    assert (state.rows, state.groups, len(state.open)) == (400, 7, 5)
    assert set(state.usual) <= {0.4, 0.6}


def test_after_an_alarm_the_chart_starts_at_zero_with_the_old_usual_or_a_new_one() -> None:
    rng = np.random.default_rng(2)
    state, _early = followed(CHART, State(), observations(rng.normal(size=500)))
    state, signal = followed(CHART, state, observations(rng.normal(size=300) + 1, start=500))
    assert signal is not None
    assert signal.up
    assert 0.5 < signal.size < 1.5
    same, anew = restarted(state, anew=False), restarted(state, anew=True)
    assert (same.up, anew.up, len(same.usual) > 90, anew.usual) == (0.0, 0.0, True, [])
    later = list(observations(rng.normal(size=400) + 1, start=800))
    assert followed(CHART, same, later)[1] is not None
    assert followed(CHART, anew, later)[1] is None
