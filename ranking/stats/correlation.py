"""Correlations of two columns."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats
from ranking.stats.errors import NotEnoughData, require_numbers


def pearson(one: Floats, two: Floats) -> float:
    """Pearson's r of two columns (n,). Raises NotEnoughData where one does not vary, NotNumbers."""
    _require_variation(one, two)
    return float(np.corrcoef(one, two)[0, 1])


def spearman(one: Floats, two: Floats) -> float:
    """Pearson's r of the ranks, equal values sharing the mean rank. Raises as it does."""
    _require_variation(one, two)
    return pearson(average_ranks(one), average_ranks(two))


def kendall(one: Floats, two: Floats) -> float:
    """Kendall's tau-b of two columns (n,). Raises NotEnoughData where one does not vary, NotNumbers."""
    from scipy.stats import kendalltau  # costs seconds to import, which a web process never needs

    _require_variation(one, two)
    return float(kendalltau(one, two).statistic)


def average_ranks(values: Floats) -> Floats:
    """Ranks from 1 (n,), equal values sharing the mean of their ranks."""
    _, codes, n = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(n) - (n - 1) / 2)[codes])


def _require_variation(*columns: Floats) -> None:
    require_numbers(*columns)
    if any(float(np.ptp(column)) == 0 for column in columns):
        raise NotEnoughData(Said("One of the two columns does not vary, so there is no correlation."))
