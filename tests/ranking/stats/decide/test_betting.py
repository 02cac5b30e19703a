"""Bets on a mean: fair without a gain, rich with one, in any order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.decide.betting import bets, confidence_sequence, log_wealth
from ranking.stats.errors import NotEnoughData, StatsError

rows = st.lists(st.floats(-1, 1), min_size=2, max_size=40).map(np.array)


def test_one_win_of_full_size_pays_one_plus_the_mean_bet():
    assert np.exp(log_wealth(np.array([1.0]), -1.0)[0]) == pytest.approx(1 + bets().mean())
    assert bets().mean() == pytest.approx(2 / 3, abs=0.01)


def test_wealth_is_a_mean_over_bets_each_compounded():
    values = np.array([0.5, -0.25, 1.0])
    by_hand = np.mean([(1 + b * 0.5) * (1 - b * 0.25) * (1 + b) for b in bets()])
    assert np.exp(log_wealth(values, -1.0)[-1]) == pytest.approx(by_hand)


@settings(deadline=None)
@given(rows)
def test_the_order_of_units_does_not_matter_in_the_end(values):
    assert log_wealth(values, -1.0)[-1] == pytest.approx(log_wealth(values[::-1], -1.0)[-1], abs=1e-9)


@settings(deadline=None)
@given(rows)
def test_two_fair_coins_keep_the_mean_wealth(values):
    """A unit whose sign a fair coin decides leaves the expected wealth as it was."""
    last = np.abs(values[-1])
    up, down = (log_wealth(np.append(values, sign * last), -1.0)[-1] for sign in (1, -1))
    assert (np.exp(up) + np.exp(down)) / 2 == pytest.approx(np.exp(log_wealth(values, -1.0)[-1]))


def test_it_seldom_grows_rich_on_nothing_and_soon_on_something():
    random = np.random.default_rng(1)
    ever = [log_wealth(random.choice([-1.0, 0.3, 0.7], 300, p=[1 / 3] * 3), -1.0).max() for _ in range(400)]
    assert np.mean(np.array(ever) >= np.log(20)) <= 0.05
    gained = [log_wealth(random.choice([-0.7, 0.6, 0.7], 300, p=[1 / 3] * 3), -1.0).max() for _ in range(100)]
    assert np.mean(np.array(gained) >= np.log(20)) > 0.6


def test_it_refuses_bets_on_what_lies_below_the_bound():
    with pytest.raises(StatsError):
        log_wealth(np.array([-1.5]), -1.0)
    with pytest.raises(StatsError):
        log_wealth(np.array([0.0]), 0.0)


def test_its_interval_holds_at_all_looks_at_once():
    random = np.random.default_rng(2)
    missed = 0
    for _ in range(150):
        values = np.clip(random.normal(0.1, 0.3, 120), -1, 1)
        seen = [confidence_sequence(values[:n], lower=-1, upper=1) for n in (30, 60, 90, 120)]
        missed += any(not low <= 0.1 <= high for low, high in seen)
    assert missed / 150 <= 0.05
    low, high = confidence_sequence(values, lower=-1, upper=1)
    assert high - low < 0.4


@settings(deadline=None)
@given(rows)
def test_its_interval_holds_the_mean_and_lies_on_the_scale(values):
    low, high = confidence_sequence(values, lower=-1, upper=1)
    assert -1 <= low <= values.mean() + 1e-9
    assert values.mean() - 1e-9 <= high <= 1


def test_nothing_has_no_interval():
    with pytest.raises(NotEnoughData):
        confidence_sequence(np.zeros(0), lower=-1, upper=1)
