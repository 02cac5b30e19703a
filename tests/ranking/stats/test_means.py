"""Means whose intervals know the clusters."""

import numpy as np
import pytest
from scipy import stats

from ranking.stats.errors import NotEnoughData
from ranking.stats.means import cluster_mean


def test_it_is_the_plain_t_interval_where_every_row_is_a_cluster():
    values = np.random.default_rng(0).normal(3, 1, 40)
    found = cluster_mean(values, np.arange(40))
    low, high = stats.t.interval(0.95, 39, loc=values.mean(), scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.p_value == pytest.approx(stats.ttest_1samp(values, 0).pvalue)


def test_it_is_wider_where_rows_of_a_cluster_are_copies():
    values = np.repeat(np.random.default_rng(1).normal(0, 1, 20), 5)
    found, naive = cluster_mean(values, np.repeat(np.arange(20), 5)), cluster_mean(values, np.arange(100))
    assert found.high - found.low > 2 * (naive.high - naive.low)


def test_it_gives_no_interval_for_one_cluster_and_refuses_nothing_at_all():
    assert cluster_mean(np.array([1.0, 2.0]), np.array([0, 0])).low is None
    with pytest.raises(NotEnoughData):
        cluster_mean(np.zeros(0), np.zeros(0))
