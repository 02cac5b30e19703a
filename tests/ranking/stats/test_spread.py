"""What clusters of rows are worth."""

import numpy as np
import pytest

from ranking.stats.spread import Spread, clusters_of, moment_freedom, reach_of_both


def covariance(loads):
    """Of residual sums by cluster, rows within a cluster being one and the same draw."""
    share = loads / loads.sum()
    part = np.eye(len(loads)) - np.outer(loads / loads, share).T
    return part @ np.diag(loads**2) @ part.T


@pytest.mark.parametrize("loads", [[3, 3, 3, 3], [9, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6]], ids=str)
def test_correction_and_freedom_are_those_of_the_covariance_of_residual_sums(loads):
    found = clusters_of(np.repeat(np.arange(len(loads)) * 7 - 3, loads))
    table = covariance(np.array(loads, dtype=float))
    assert found.correction == pytest.approx(np.sum(np.square(loads)) / np.trace(table))
    assert found.freedom == pytest.approx(np.trace(table) ** 2 / np.sum(table**2))


def test_even_loads_are_the_textbooks():
    found = clusters_of(np.arange(40) % 8)
    assert (found.correction, found.freedom) == (pytest.approx(8 / 7), pytest.approx(7))


def test_one_cluster_has_no_freedom():
    assert clusters_of(np.zeros(5, dtype=int)).freedom == 0


def test_a_sum_of_squares_that_few_make_up_is_worth_few_degrees_of_freedom():
    moved = np.array([[1.0, 1.0, 1.0, 1.0], [9.0, 0.1, 0.1, 0.1]]).T
    found = moment_freedom((moved**2).sum(axis=0), (moved**4).sum(axis=0), 4)
    assert found[0] == np.inf
    assert 2 < found[1] < 3


def test_raters_who_all_say_the_same_add_nothing():
    prompts, none = Spread(np.array([4.0]), np.array([20.0])), Spread(np.array([1.0]), np.array([3.0]))
    assert reach_of_both(prompts, none, np.array([1.0])) == pytest.approx(prompts.reach)
    assert (reach_of_both(prompts, none, np.array([0.5])) > prompts.reach).all()
