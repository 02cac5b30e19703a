"""Parts that contradict the whole."""

import numpy as np

from ranking.stats.reversals import Estimates, reversals

WHOLE = np.array([1.0, 0.0, -1.0])


def part(values, error=0.1, who=(0, 1, 2)):
    return Estimates(np.array(who), np.array(values, dtype=float), error**2 * np.eye(len(values)), 40)


def test_a_clear_reversal_is_told_with_its_gap():
    (found,) = reversals(WHOLE, [part([1.0, 0.0, -1.0]), part([-0.5, 0.2, -2.0])])
    assert (found.part, found.ahead, found.behind) == (1, 0, 1)
    assert found.gap == 0.7
    assert found.p_adjusted < 0.001


def test_a_reversal_within_the_error_is_not():
    assert reversals(WHOLE, [part([-0.05, 0.0, -1.0])]) == []


def test_the_same_order_is_none_however_clear():
    assert reversals(WHOLE, [part([5.0, 0.0, -5.0], error=0.001)]) == []


def test_contestants_are_told_by_whom_they_are_and_not_by_their_place_in_the_part():
    (found,) = reversals(WHOLE, [part([0.0, 1.0], who=(1, 2))])
    assert (found.ahead, found.behind) == (1, 2)


def test_of_many_parts_without_a_difference_few_are_named():
    rng = np.random.default_rng(0)
    named = []
    for _ in range(100):
        parts = [part(rng.normal(0, 0.1, 6), who=range(6)) for _ in range(5)]
        named.append(bool(reversals(rng.normal(0, 0.05, 6), parts)))
    assert np.mean(named) <= 0.09


def test_where_all_prompts_say_the_same_they_are_counted():
    """Fifteen prompts, all the other way round, without any spread."""
    found = reversals(WHOLE[:2], [Estimates(np.array([0, 1]), np.array([0.0, 2.0]), np.zeros((2, 2)), 14)])
    assert [(each.ahead, each.behind) for each in found] == [(0, 1)]
    assert found[0].p_adjusted == 0.5**15
    assert reversals(WHOLE[:2], [Estimates(np.array([0, 1]), np.array([0.0, 2.0]), np.zeros((2, 2)), 2)]) == []


def test_nothing_to_compare_is_nothing_to_tell():
    assert reversals(WHOLE, []) == []
    assert reversals(WHOLE, [part([0.3], who=(0,))]) == []
