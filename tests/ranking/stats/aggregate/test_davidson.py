"""Davidson's ties: known answers, planted parameters, and Bradley-Terry where nothing ties."""

import numpy as np
import pytest

from ranking.stats.aggregate.bradley_terry import bradley_terry
from ranking.stats.aggregate.davidson import davidson
from ranking.stats.aggregate.pairs import Pairs, win_matrix


def drawn(n=6000, ties=0.8, seed=0):
    rng = np.random.default_rng(seed)
    theta = np.array([0.8, 0.1, -0.2, -0.7])
    one = rng.integers(0, 4, n)
    two = (one + rng.integers(1, 4, n)) % 4
    worth = np.stack([np.exp(theta[one]), np.exp(theta[two]), ties * np.exp((theta[one] + theta[two]) / 2)], axis=1)
    place = (rng.random(n)[:, None] > np.cumsum(worth / worth.sum(axis=1, keepdims=True), axis=1)).sum(axis=1)
    return theta, Pairs(one, two, np.array([1.0, 0.0, 0.5])[place])


def test_it_finds_the_planted_strengths_and_ties():
    theta, pairs = drawn()
    found = davidson(pairs, 4)
    assert found.theta == pytest.approx(theta, abs=0.08)
    assert found.ties == pytest.approx(0.8, abs=0.06)


def test_without_ties_it_is_bradley_terry():
    _, pairs = drawn(ties=0.0)
    found = davidson(pairs, 4)
    assert found.theta == pytest.approx(bradley_terry(win_matrix(pairs, 4)[None])[0], abs=1e-4)
    assert found.ties < 1e-3


def test_three_wins_to_one_is_a_difference_of_the_logarithm_of_three():
    pairs = Pairs(np.zeros(4, dtype=int), np.ones(4, dtype=int), np.array([1.0, 1.0, 1.0, 0.0]))
    assert np.ptp(davidson(pairs, 2).theta) == pytest.approx(np.log(3), abs=1e-5)
