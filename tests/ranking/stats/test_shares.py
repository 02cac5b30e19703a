"""Shares of rows that belong together."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.proportion import wilson
from ranking.stats.shares import cluster_share


def test_rows_by_themselves_are_nearly_wilson():
    flags = np.arange(400) % 4 == 0
    found, alone = cluster_share(flags, np.arange(400)), wilson(100, 400)
    assert (found.share, found.n) == (0.25, 400)
    assert found.low == pytest.approx(alone.low, abs=0.002)
    assert found.high == pytest.approx(alone.high, abs=0.002)


def test_clusters_that_are_alike_within_count_as_one_row_each():
    clusters = np.repeat(np.arange(20), 30)
    found = cluster_share(clusters % 2 == 0, clusters)
    alone = wilson(10, 20)
    assert found.low < alone.low + 0.001
    assert found.high > alone.high - 0.001
    assert found.n == 600


def test_all_alike_is_not_certain():
    found = cluster_share(np.zeros(900, dtype=bool), np.arange(900) % 20)
    assert found.low == 0.0
    assert found.high == pytest.approx(wilson(0, 17).high, abs=0.01)
    one = cluster_share(np.ones(900, dtype=bool), np.zeros(900, dtype=int))
    assert (one.low, one.high) == (pytest.approx(wilson(1, 1).low), 1.0)


def test_it_covers_shares_of_raters_who_differ():
    rng, inside = np.random.default_rng(0), []
    clusters = np.repeat(np.arange(12), 40)
    for _ in range(300):
        own = rng.beta(4, 12, 12)
        found = cluster_share(rng.random(480) < own[clusters], clusters)
        inside.append(found.low <= 0.25 <= found.high)
    assert 0.92 <= np.mean(inside) <= 0.99


def test_nothing_has_no_share():
    with pytest.raises(NotEnoughData):
        cluster_share(np.zeros(0, dtype=bool), np.zeros(0, dtype=int))
