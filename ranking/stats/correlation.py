"""Correlations of two columns."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats


def pearson(one: Floats, two: Floats) -> float:
    """Pearson's r of two columns (n,) that both vary."""
    return float(np.corrcoef(one, two)[0, 1])


def spearman(one: Floats, two: Floats) -> float:
    """Pearson's r of the ranks, equal values sharing the mean rank."""
    return pearson(average_ranks(one), average_ranks(two))


def kendall(one: Floats, two: Floats) -> float:
    """Kendall's tau-b of two columns (n,) that both vary."""
    from scipy.stats import kendalltau  # costs seconds to import, which a web process never needs

    return float(kendalltau(one, two).statistic)


def average_ranks(values: Floats) -> Floats:
    """Ranks from 1 (n,), equal values sharing the mean of their ranks."""
    _, codes, n = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(n) - (n - 1) / 2)[codes])
