"""What opens a round, and what ends a schedule."""

from datetime import UTC, datetime, timedelta

import pytest

from ranking.stats.scheduling import Facts, Terms, opening, stopping
from ranking.stats.scheduling.terms import Standing

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SURE = [Standing("v2", 4.2, 4.15, 4.25), Standing("v1", 3.5, 3.4, 3.6)]


@pytest.mark.parametrize(
    ("terms", "facts", "words"),
    [
        (Terms(), Facts(NOW, alarms=[1], feedback=99), None),
        (Terms(on_alarm=True), Facts(NOW), None),
        (Terms(on_alarm=True), Facts(NOW, alarms=[7, 8]), "An alarm is open"),
        (Terms(feedback_count=100), Facts(NOW, feedback=99), None),
        (Terms(feedback_count=100), Facts(NOW, feedback=100), "100 new remarks"),
        (Terms(next_at=NOW + timedelta(1)), Facts(NOW), None),
        (Terms(next_at=NOW), Facts(NOW), "2026-03-01"),
    ],
)
def test_a_round_opens_only_for_a_reason(terms: Terms, facts: Facts, words: str | None) -> None:
    found = opening(terms, facts)
    assert (found is None) if words is None else (found is not None and words in found.reason)


def test_an_alarm_comes_first_and_names_itself() -> None:
    found = opening(Terms(on_alarm=True, feedback_count=1, next_at=NOW), Facts(NOW, alarms=[7, 8], feedback=5))
    assert found is not None
    assert (found.alarm, found.dated) == (7, False)


@pytest.mark.parametrize(
    ("terms", "facts", "words"),
    [
        (Terms(most_rounds=2), Facts(NOW, rounds=1), None),
        (Terms(most_rounds=2), Facts(NOW, rounds=2), "2 rounds of 2"),
        (Terms(most_tokens=10), Facts(NOW, tokens=10), "10 tokens"),
        (Terms(most_cost=1.5), Facts(NOW, cost=None, tokens=9), None),
        (Terms(most_cost=1.5), Facts(NOW, cost=1.5), "1.50 of 1.50"),
        (Terms(margin=0.2), Facts(NOW, best=SURE, rounds=1), "0.10 points wide"),
        (Terms(margin=0.05), Facts(NOW, best=SURE, rounds=1), None),
        (Terms(margin=0.2), Facts(NOW, best=SURE), None),
        (Terms(stop_sure=True), Facts(NOW, best=SURE, rounds=1), "0.0%"),
        (Terms(stop_sure=True), Facts(NOW, best=SURE[:1], rounds=1), None),
        (Terms(stop_sure=True), Facts(NOW, best=SURE, p_best=0.9, rounds=1), None),
        (Terms(stop_sure=True), Facts(NOW, p_best=0.96, rounds=1), "4.0%"),
        (Terms(stop_gain=True), Facts(NOW, gains=[(1, 3.0), (2, 3.0)], rounds=1), None),
        (Terms(stop_gain=True), Facts(NOW, gains=[(1, 3.5), (2, 3.4), (3, 3.5)], rounds=1), "no gain"),
        (Terms(stop_gain=True), Facts(NOW, gains=[(1, 3.5), (2, 3.6), (3, 3.5)], rounds=1), None),
    ],
)
def test_a_schedule_ends_with_its_reason(terms: Terms, facts: Facts, words: str | None) -> None:
    found = stopping(terms, facts)
    assert (found is None) if words is None else (found is not None and words in found)


def test_the_chance_of_a_flip_is_that_of_two_normal_means() -> None:
    close = [Standing("a", 4.0, 3.804, 4.196), Standing("b", 3.9, 3.704, 4.096)]
    # A difference of .1 with an error of .1 times the root of two: Phi(-.7071).
    assert Facts(NOW, best=close).flip == pytest.approx(0.2398, abs=1e-3)
    assert Facts(NOW, best=[Standing("a", 4.0, None, None), close[1]]).flip is None
