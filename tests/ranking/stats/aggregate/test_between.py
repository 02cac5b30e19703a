"""Best-worst ballots against all the rankings that they may be."""

from itertools import permutations

import numpy as np
import pytest

from ranking.stats.aggregate.between import between_of, information, pulls_of, summed, unordered
from ranking.stats.aggregate.orders import Ranking

THETA = np.array([0.7, -0.2, 0.3, -0.9, 0.1])


def ballot(middle, below):
    return Ranking(3, ((4,), tuple(middle), (below,)), best_worst=True)


def log_chance(theta, middle, below):
    """Of the one below coming last, over every order of the others."""
    total = 0.0
    for order in permutations(middle):
        rest, chance = [*order, below], 1.0
        while len(rest) > 1:
            chance *= np.exp(theta[rest[0]]) / np.exp(theta[rest]).sum()
            rest = rest[1:]
        total += chance
    return np.log(total)


def slope_of(function, theta, step=1e-6):
    moves = step * np.eye(len(theta))
    return np.array([(function(theta + move) - function(theta - move)) / (2 * step) for move in moves])


@pytest.mark.parametrize(("middle", "below"), [((0, 1), 3), ((0, 1, 2), 3), ((2, 0, 1, 3), 4), ((0, 0, 1), 3)])
def test_its_pull_is_the_slope_of_the_sum_over_all_orders(middle, below):
    (found,) = between_of([ballot(middle, below)])
    pull, _ = pulls_of(found, THETA)
    together = np.bincount(found.codes[0], weights=pull[0], minlength=5)
    assert together == pytest.approx(slope_of(lambda theta: log_chance(theta, middle, below), THETA), abs=1e-7)


def test_its_bound_is_never_less_than_its_own_curvature():
    found = between_of([ballot((0, 1, 2), 3), ballot((1, 2), 0)])
    _, bound = summed(found, THETA)
    own = information(found, THETA)
    assert np.linalg.eigvalsh(bound - own).min() > -1e-9
    assert own.sum(axis=1) == pytest.approx(0, abs=1e-8)


def test_only_what_is_not_compared_is_unknown():
    assert unordered(ballot((0, 1), 3)) == 1
    assert unordered(Ranking(0, ((4,), (0, 1), (3,)), best_worst=False)) is None
    # Nobody with a name is the worst: nothing is said beyond the best.
    assert between_of([Ranking(0, ((4,), (0, 1)), best_worst=True)]) == []
