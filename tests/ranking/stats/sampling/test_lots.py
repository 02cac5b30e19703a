"""Lots know nothing but chance; the sample that they make is unbiased, whatever comes first beside it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.stats.sampling.lots import lots, reach
from ranking.stats.sampling.sample import ALL, FIRST, NONE, PLANNED, sample_of

ONE = np.zeros(1, dtype=np.int64)


def one_language(size: int) -> np.ndarray:
    return np.zeros(size, dtype=np.int64)


@given(st.integers(1, 60), st.integers(1, 5), st.floats(0, 1), st.integers(0, 99))
def test_a_lot_lies_below_c_in_c_of_every_stratum_but_for_one_task(size, kinds, c, seed):
    strata = np.arange(size) % kinds
    found = lots(np.arange(size), strata, seed=seed)
    for stratum in set(strata.tolist()):
        mine = found[strata == stratum]
        assert abs((mine <= c).sum() - c * len(mine)) <= 1
    assert ((found >= 0) & (found < 1)).all()


def test_every_task_has_the_same_chance_whatever_its_stratum():
    keys, strata = np.arange(12), np.array([0] * 9 + [1] * 2 + [2])
    below = np.mean([lots(keys, strata, seed=seed) <= 0.3 for seed in range(4000)], axis=0)
    assert below == pytest.approx(np.full(12, 0.3), abs=0.03)


def test_the_seed_and_the_key_decide_and_nothing_else():
    keys = np.arange(1000)
    assert np.array_equal(lots(keys, keys * 0, seed=1), lots(keys, keys * 0, seed=1))
    assert abs(np.corrcoef(lots(keys, keys * 0, seed=1), lots(keys, keys * 0, seed=2))[0, 1]) < 0.1
    assert abs(np.corrcoef(lots(keys, keys * 0, seed=1), keys)[0, 1]) < 0.1
    # Keys are as long as a database has them, and seeds as a form makes them.
    assert 0 <= lots(ONE + 2**62, ONE, seed=2**60 + 1)[0] < 1


@given(st.floats(0, 0.99), st.floats(0, 0.99), st.floats(0.2, 1), st.floats(0, 1))
def test_the_reach_grows_with_the_answers_and_is_whole_in_the_end(answered, more, share, before):
    aimed = min(1.0, answered + more)
    found = reach(before, answered=answered, aimed=aimed, share=share)
    assert before <= found <= 1
    assert reach(before, answered=answered, aimed=1.0, share=share) == 1
    assert reach(0.0, answered=0.0, aimed=aimed, share=1.0) == pytest.approx(aimed)


def test_many_steps_reach_as_far_as_one():
    reached = 0.0
    for step in range(40):
        reached = reach(reached, answered=step / 100, aimed=(step + 1) / 100, share=0.2)
    assert reached == pytest.approx(1 - 0.6**0.2)


def asked_by(worth, seed, *, stop, share=0.2, every=8):
    """(asked, stored probabilities, how many were asked by lot) of tasks asked by lot and by worth, up to so many."""
    size, by_lot = len(worth), 0
    lot = lots(np.arange(size), np.zeros(size, dtype=np.int64), seed=seed)
    asked, drawn, reached, aimed = np.zeros(size, dtype=bool), np.full(size, np.nan), 0.0, 0.0
    while asked.sum() < stop:
        before, aimed = aimed, min(1.0, (asked.sum() + every) / size)
        reached = reach(reached, answered=before, aimed=aimed, share=share)
        drawn[np.isnan(drawn) & (lot <= reached)] = reached
        due, rest = ~asked & ~np.isnan(drawn), ~asked & np.isnan(drawn)
        order = [*np.flatnonzero(due)[np.argsort(lot[due])], *np.flatnonzero(rest)[np.argsort(-worth[rest])]]
        now = order[: min(every, stop - asked.sum())]
        by_lot += int(due[now].sum())
        asked[now] = True
    return asked, drawn, by_lot


@pytest.mark.parametrize("stop", [60, 120, 180])
def test_its_mean_is_unbiased_though_the_worst_were_asked_first(stop):
    errors, naive = [], []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        score = rng.normal(size=200)
        asked, drawn, _ = asked_by(rng.normal(scale=0.5, size=200) - score, seed, stop=stop)
        take = sample_of(drawn, asked=asked, filled=asked, language=one_language(200)).take
        errors.append(score[take > NONE].mean() - score.mean())
        naive.append(score[asked].mean() - score.mean())
    assert abs(np.mean(errors)) < 3.5 * np.std(errors) / 20
    assert np.mean(naive) < -0.1


def test_the_share_of_the_answers_is_what_was_asked_for():
    shares = [
        asked_by(np.random.default_rng(seed).normal(size=400), seed, stop=240, share=0.25)[2] / 240
        for seed in range(30)
    ]
    assert np.mean(shares) == pytest.approx(0.25, abs=0.01)
    assert np.std(shares) < 0.03


def test_where_every_task_is_answered_all_answers_count():
    found = sample_of(
        np.array([0.2, np.nan, 1.0]), asked=np.ones(3, bool), filled=np.ones(3, bool), language=one_language(3)
    )
    assert found.whole
    assert found.take.tolist() == [ALL] * 3
    assert (found.reach, found.size) == (1.0, 3)


def test_a_drawing_cut_off_in_the_middle_is_left_out_with_all_after_it():
    drawn = np.array([0.1, 0.1, 0.2, 0.2, 0.3, np.nan, np.nan])
    asked = np.array([1, 1, 1, 0, 1, 1, 0], dtype=bool)
    found = sample_of(drawn, asked=asked, filled=asked, language=one_language(7))
    assert found.take.tolist() == [PLANNED, PLANNED, NONE, NONE, NONE, NONE, NONE]
    assert (found.reach, found.size, found.whole) == (0.1, 2, False)


def test_of_a_drawing_with_places_left_only_first_answers_count():
    drawn = np.array([0.1, 0.1, 0.2, 0.2, np.nan])
    asked = np.array([1, 1, 1, 1, 0], dtype=bool)
    filled = np.array([1, 1, 1, 0, 0], dtype=bool)
    found = sample_of(drawn, asked=asked, filled=filled, language=one_language(5))
    assert found.take.tolist() == [PLANNED, PLANNED, FIRST, FIRST, NONE]


def test_all_asked_once_is_the_whole_round_with_first_answers_alone():
    found = sample_of(
        np.array([0.1, np.nan, np.nan]), asked=np.ones(3, bool), filled=np.array([1, 1, 0], bool),
        language=one_language(3),
    )  # fmt: skip
    assert found.take.tolist() == [PLANNED, FIRST, FIRST]
    assert found.reach == 1.0


def test_a_language_nobody_reads_holds_up_nothing():
    drawn = np.array([0.1, 0.1, 0.2, 0.2, np.nan])
    asked = np.array([1, 0, 1, 0, 0], dtype=bool)
    found = sample_of(drawn, asked=asked, filled=asked, language=np.array([0, 1, 0, 1, 0]))
    assert found.take.tolist() == [PLANNED, NONE, PLANNED, NONE, NONE]
    assert found.reach == 0.2


def test_a_language_whose_raters_left_stops_by_itself():
    drawn = np.array([0.1, 0.1, 0.2, 0.2, np.nan])
    asked = np.array([1, 1, 1, 0, 0], dtype=bool)
    found = sample_of(drawn, asked=asked, filled=asked, language=np.array([0, 1, 0, 1, 0]))
    assert found.take.tolist() == [PLANNED, PLANNED, PLANNED, NONE, NONE]
    assert found.reach == 0.1


def test_nothing_asked_is_no_sample():
    found = sample_of(np.full(3, np.nan), asked=np.zeros(3, bool), filled=np.zeros(3, bool), language=one_language(3))
    assert found.size == 0
