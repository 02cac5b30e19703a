"""Plackett-Luce: planted strengths, Bradley-Terry for rankings of two, ties in either order the same."""

import numpy as np
import pytest

from ranking.stats.aggregate.bradley_terry import bradley_terry
from ranking.stats.aggregate.plackett_luce import plackett_luce, stages


def drawn(n, theta, each, seed=0):
    rng = np.random.default_rng(seed)
    noise = rng.gumbel(size=(n, len(theta)))
    rankings = []
    for row in range(n):
        seen = rng.choice(len(theta), each, replace=False)
        rankings.append([[int(one)] for one in seen[np.argsort(-(theta[seen] + noise[row, seen]))]])
    return rankings


def test_it_finds_the_planted_strengths():
    theta = np.array([1.0, 0.4, 0.0, -0.5, -0.9])
    found = plackett_luce(stages(drawn(3000, theta, 4), 5))
    assert found == pytest.approx(theta - theta.mean(), abs=0.08)


def test_rankings_of_two_are_bradley_terry():
    rankings = [[[0], [1]]] * 3 + [[[1], [0]]] + [[[1], [2]]] * 2 + [[[2], [0]]]
    wins = np.array([[0, 3, 0], [1, 0, 2], [1, 0, 0]], dtype=float)
    assert plackett_luce(stages(rankings, 3)) == pytest.approx(bradley_terry(wins[None])[0], abs=1e-7)


def test_the_order_in_which_ties_are_written_does_not_matter():
    base = drawn(50, np.zeros(4), 4)
    one = plackett_luce(stages([*base, [[0], [1, 2], [3]]], 4))
    other = plackett_luce(stages([*base, [[0], [2, 1], [3]]], 4))
    assert one == pytest.approx(other)


def test_a_ranking_that_ties_all_says_nothing():
    base = drawn(50, np.zeros(3), 3)
    assert plackett_luce(stages([*base, [[0, 1, 2]]], 3)) == pytest.approx(plackett_luce(stages(base, 3)))


def test_a_weight_of_two_is_the_stage_twice():
    base = drawn(40, np.zeros(3), 3)
    found = stages([*base, base[0]], 3)
    once = stages(base, 3)
    weights = np.where(once.ranking == 0, 2.0, 1.0)
    assert plackett_luce(once, weights) == pytest.approx(plackett_luce(found))
