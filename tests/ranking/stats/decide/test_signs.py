"""Bets on signs."""

import numpy as np
import pytest
from scipy.integrate import quad

from ranking.stats.decide import E_PROCESSES
from ranking.stats.decide.signs import log_wealth


def test_one_win_pays_three_halves():
    """The mean chance of a win, uniform from 1/2 to 1, is 3/4: against even odds, 1.5 for 1."""
    assert np.exp(log_wealth(np.array([0.2]), -1.0)[0]) == pytest.approx(1.5)


def test_it_is_the_mixture_over_coins():
    values = np.array([1, 1, -1, 0, 1, -1, 1.0])
    mixture = quad(lambda p: 2 * (2 * p) ** 4 * (2 * (1 - p)) ** 2, 0.5, 1)[0]
    assert np.exp(log_wealth(values, -1.0)[-1]) == pytest.approx(mixture)


def test_ties_change_nothing():
    with_ties = log_wealth(np.array([1, 0, 0, -1, 0.0]), -1.0)
    assert with_ties[-1] == pytest.approx(log_wealth(np.array([1, -1.0]), -1.0)[-1])


def test_many_losses_do_not_break_the_numbers():
    assert np.isfinite(log_wealth(-np.ones(5000), -1.0)).all()


def test_the_size_of_differences_is_what_the_bet_on_the_mean_sees_and_this_does_not():
    """Wins twice as often, by a little; loses by much: signs grow rich, the mean does not."""
    values = np.tile([0.1, 0.1, -0.9], 60)
    wealth = {name: float(of(values, -1.0)[-1]) for name, of in E_PROCESSES.items()}
    assert wealth["signs"] > np.log(40)
    assert wealth["betting"] < 0
