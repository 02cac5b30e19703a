"""Probabilities of levels: what they say in one number, and when they say nothing."""

import pytest

from ranking.stats.told import told_by


def test_the_expected_level_its_doubt_and_the_chance_of_a_level_or_more():
    told = told_by({"1": 0.1, "3": 0.4, "5": 0.5}, 1, 5)
    assert told.expected == pytest.approx(3.8)
    assert told.doubt == pytest.approx((0.1 * 2.8**2 + 0.4 * 0.8**2 + 0.5 * 1.2**2) ** 0.5)
    assert told.at_least(3) == pytest.approx(0.9)
    assert told.at_least(4) == pytest.approx(0.5)


def test_probabilities_of_the_likeliest_levels_alone_are_scaled_up():
    assert told_by({"3": 0.3, "4": 0.3}, 1, 5).expected == pytest.approx(3.5)


def test_a_score_that_is_the_expectation_but_for_rounding_stays_as_written():
    told = told_by({"3": 0.5, "4": 0.5}, 1, 5)
    assert told.instead_of(3.50001, 4) == 3.50001
    assert told.instead_of(4, 4) == 3.5


@pytest.mark.parametrize(
    "bad",
    [
        None,
        {},
        [1],
        "x",
        {"a": 1.0},
        {"9": 1.0},
        {"3": -0.1, "4": 1.1},
        {"3": 0.2},
        {"3": 0.9, "4": 0.9},
        {"3": "x"},
        {"3": True},
        {"3": "1.0"},
        {"3": 10**400},
    ],
)
def test_what_is_no_distribution_says_nothing(bad):
    assert told_by(bad, 1, 5) is None
