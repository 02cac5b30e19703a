"""Plackett-Luce: planted strengths, Bradley-Terry for rankings of two, ties as half a win for each."""

from itertools import permutations

import numpy as np
import pytest

from ranking.stats.aggregate.bradley_terry import bradley_terry
from ranking.stats.aggregate.orders import Orders, Ranking
from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.aggregate.plackett_luce import plackett_luce, plackett_luce_fitted, stages
from ranking.stats.arrays import Ints


def drawn(n, theta, each, seed=0):
    rng = np.random.default_rng(seed)
    noise = rng.gumbel(size=(n, len(theta)))
    rankings = []
    for row in range(n):
        seen = rng.choice(len(theta), each, replace=False)
        rankings.append([[int(one)] for one in seen[np.argsort(-(theta[seen] + noise[row, seen]))]])
    return rankings


def orders(rankings, size, *, best_worst=False) -> Orders:
    nothing: Ints = np.zeros(0, dtype=np.int64)
    found = tuple(
        Ranking(number, tuple(tuple(level) for level in ranking), best_worst) for number, ranking in enumerate(rankings)
    )
    return Orders(size, Pairs(nothing, nothing, np.zeros(0)), nothing, nothing.astype(bool), found)


def test_it_finds_the_planted_strengths():
    theta = np.array([1.0, 0.4, 0.0, -0.5, -0.9])
    found = plackett_luce(stages(drawn(3000, theta, 4), 5))
    assert found == pytest.approx(theta - theta.mean(), abs=0.08)


def test_rankings_of_two_are_bradley_terry_ties_and_all():
    rankings = [[[0], [1]]] * 3 + [[[1], [0]]] + [[[1], [2]]] * 2 + [[[2], [0]]] + [[[0, 2]]] * 2
    wins = np.array([[0, 3, 1], [1, 0, 2], [2, 0, 0]], dtype=float)
    assert plackett_luce(stages(rankings, 3)) == pytest.approx(bradley_terry(wins[None])[0], abs=1e-7)


def test_a_tie_stands_for_all_orders_of_those_who_tie():
    base = drawn(60, np.zeros(5), 4)
    tied = plackett_luce(stages([*base, [[0], [1, 2, 3], [4]]], 5))
    every = [[[0], *([one] for one in order), [4]] for order in permutations([1, 2, 3])]
    found = stages([*base, *every], 5)
    weights = np.where(found.ranking < len(base), 1.0, 1 / 6)
    assert tied == pytest.approx(plackett_luce(found, weights), abs=1e-7)


def test_a_tie_of_many_is_near_to_what_all_its_orders_say():
    base = drawn(200, np.linspace(1, -1, 8), 8)
    long = plackett_luce(stages([*base, [list(range(8))]], 8))
    assert long == pytest.approx(plackett_luce(stages(base, 8)), abs=0.03)
    assert np.ptp(long) < np.ptp(plackett_luce(stages(base, 8)))


def test_the_order_in_which_ties_are_written_does_not_matter():
    base = drawn(50, np.zeros(4), 4)
    one = plackett_luce(stages([*base, [[0], [1, 2], [3]]], 4))
    other = plackett_luce(stages([*base, [[0], [2, 1], [3]]], 4))
    assert one == pytest.approx(other)


def test_a_weight_of_two_is_the_stage_twice():
    base = drawn(40, np.zeros(3), 3)
    found = stages([*base, base[0]], 3)
    once = stages(base, 3)
    weights = np.where(once.ranking == 0, 2.0, 1.0)
    assert plackett_luce(once, weights) == pytest.approx(plackett_luce(found))


def test_best_and_worst_alone_find_the_planted_strengths():
    """A tie of those between would pull them together; nothing is said of them."""
    theta = np.array([1.2, 0.4, 0.0, -0.4, -1.2])
    full = drawn(4000, theta, 4)
    best_worst = [[ranking[0], [one for level in ranking[1:-1] for one in level], ranking[-1]] for ranking in full]
    found = plackett_luce_fitted(orders(best_worst, 5, best_worst=True)).theta
    assert found == pytest.approx(theta, abs=0.08)
    assert np.ptp(plackett_luce_fitted(orders(best_worst, 5)).theta) < 0.9 * np.ptp(theta)


def test_pairs_and_rankings_count_together():
    theta = np.array([0.8, 0.0, -0.8])
    rankings = drawn(400, theta, 3)
    one, two = np.zeros(300, dtype=np.int64), np.full(300, 2)
    won = (np.random.default_rng(1).random(300) < 1 / (1 + np.exp(-1.6))).astype(float)
    both = Orders(
        3, Pairs(one, two, won), np.arange(400, 700), np.ones(300, dtype=bool), orders(rankings, 3).rankings
    )  # fmt: skip
    found = plackett_luce_fitted(both)
    assert found.theta == pytest.approx(theta, abs=0.2)
    assert found.theta == pytest.approx(
        plackett_luce(stages([*rankings, *([[0], [2]] if win else [[2], [0]] for win in won)], 3)), abs=1e-7
    )
