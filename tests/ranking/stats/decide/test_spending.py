"""Levels that add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.decide.spending import TOTAL, Spent, next_share


def line(promotions):
    """The shares of a line of tests that ended so."""
    spent: list[Spent] = []
    for promoted in promotions:
        spent.append(Spent(next_share(spent).alpha, promoted))
    return spent


def test_the_first_three_have_half_a_sixth_and_a_twelfth():
    assert [one.alpha for one in line([False] * 3)] == pytest.approx([0.025, 0.05 / 6, 0.05 / 12])
    assert next_share(line([False] * 3)).left == pytest.approx(0.05 / 5)


def test_a_promotion_hands_its_level_on():
    share = next_share(line([True]))
    assert share.alpha == pytest.approx(0.025 + 0.05 / 6)
    assert share.inherited
    assert not next_share(line([False])).inherited


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=30))
def test_what_tests_without_a_promotion_spend_never_exceeds_the_total(promotions):
    spent = line(promotions)
    assert sum(one.alpha for one in spent if not one.promoted) <= TOTAL + 1e-12
    assert all(0 < one.alpha <= TOTAL for one in spent)


def test_five_rounds_without_a_gain_are_rarely_promoted_at_all():
    random = np.random.default_rng(5)
    runs = 4000
    false = 0
    for _ in range(runs):
        spent: list[Spent] = []
        for p_value in random.random(5):
            share = next_share(spent)
            spent.append(Spent(share.alpha, bool(p_value <= share.alpha)))
        false += any(one.promoted for one in spent)
    assert false / runs <= 0.05
