"""Places that the data leaves open."""

import numpy as np
import pytest

from ranking.stats.ranks import ranks


def test_those_far_apart_have_one_place_each():
    found = ranks(np.array([3.0, -3.0, 0.0]), 0.01 * np.eye(3), freedom=50, seed=0)
    assert found.best.tolist() == found.worst.tolist() == [1, 3, 2]
    assert found.p_best.tolist() == [1.0, 0.0, 0.0]


def test_equals_share_all_places_and_the_chance_of_being_best():
    found = ranks(np.zeros(4), np.eye(4), freedom=50, seed=0)
    assert found.best.tolist() == [1] * 4
    assert found.worst.tolist() == [4] * 4
    assert found.p_best == pytest.approx(0.25, abs=0.03)


def test_errors_in_common_leave_the_order_certain():
    covariance = np.full((2, 2), 100.0) + 0.01 * np.eye(2)
    found = ranks(np.array([0.5, -0.5]), covariance, freedom=50, seed=0)
    assert (found.best.tolist(), found.worst.tolist()) == ([1, 2], [1, 2])


def test_few_degrees_of_freedom_leave_more_open():
    theta, covariance = np.linspace(1, -1, 5), 0.03 * np.eye(5)
    wide = ranks(theta, covariance, freedom=2, seed=0)
    narrow = ranks(theta, covariance, freedom=200, seed=0)
    assert (wide.worst - wide.best).sum() > (narrow.worst - narrow.best).sum()


def test_it_covers_the_places_of_equals_where_percentiles_of_ranks_do_not():
    rng = np.random.default_rng(0)
    inside, by_percentile = [], []
    for seed in range(200):
        theta = rng.normal(0, 1, 6)
        found = ranks(theta, np.eye(6), freedom=1000, seed=seed)
        inside.append((found.best == 1) & (found.worst == 6))
        drawn = theta + rng.normal(0, 1, (400, 6))
        places = 1 + (drawn[:, None, :] > drawn[:, :, None]).sum(axis=2)
        low, high = np.percentile(places, [2.5, 97.5], axis=0)
        by_percentile.append((low <= 1) & (high >= 6))
    assert np.mean(inside) >= 0.92
    assert np.mean(by_percentile) < 0.7
