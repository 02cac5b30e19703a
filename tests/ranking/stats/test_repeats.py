"""What is asked again, and how alike the answers are."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.repeats import asked_again, between_people, self_consistency

RATERS = np.array([0, 0, 1, 0, 1, 0])
UNITS = np.array([5, 6, 5, 5, 7, 5])
NAN = float("nan")


def test_each_further_answer_is_held_against_the_first():
    later, before = asked_again(RATERS, UNITS)
    assert later.tolist() == [3, 5]
    assert before.tolist() == [0, 0]
    assert asked_again(np.zeros(0, dtype=int), np.zeros(0, dtype=int))[0].tolist() == []


def test_the_share_alike_and_the_difference_in_points():
    values = np.array([3.0, 1.0, 4.0, 3.0, 2.0, 5.0])
    found = self_consistency(values, RATERS, asked_again(RATERS, UNITS), np.array([0, 1]), points=True)
    assert (found.equal.share, found.equal.n, found.raters) == (0.5, 2, 1)
    assert found.difference.mean == 1.0
    assert (
        self_consistency(values, RATERS, asked_again(RATERS, UNITS), np.array([0, 1]), points=False).difference is None
    )


def test_what_does_not_apply_twice_is_the_same_answer():
    again = (np.array([2, 3]), np.array([0, 1]))
    found = self_consistency(np.array([NAN, NAN, NAN, 4.0]), np.zeros(4, dtype=int), again, np.arange(2), points=True)
    assert found.equal.share == 0.5
    assert found.difference is None


def test_without_repeats_it_refuses():
    with pytest.raises(NotEnoughData, match="again"):
        self_consistency(np.ones(2), np.arange(2), asked_again(np.arange(2), np.arange(2)), np.zeros(0), points=True)


def test_two_people_are_compared_over_all_pairs():
    units = np.array([1, 1, 1, 2, 2, 3])
    values = np.array([1.0, 4.0, 2.0, 5.0, 5.0, 3.0])
    found = between_people(units, values, points=True)
    assert (found.n_pairs, found.n_units) == (4, 2)
    assert found.equal == 0.25
    assert found.difference == pytest.approx((3 + 1 + 2 + 0) / 4)
    assert between_people(np.arange(3), np.ones(3), points=True) is None
    assert between_people(units, values, points=False).difference is None
