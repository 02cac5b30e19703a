"""Correlations of two columns."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats
from ranking.stats.errors import NotEnoughData, require_numbers

# A table of so many cells is gone through faster than a million rows are sorted.
_CELLS = 4_000_000


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
    _require_variation(one, two)
    (names, rows), (others, columns) = (np.unique(each, return_inverse=True) for each in (one, two))
    if len(names) * len(others) <= _CELLS:
        cells = np.bincount(rows * len(others) + columns, minlength=len(names) * len(others))
        return _of_table(cells.reshape(len(names), len(others)).astype(float))
    from scipy.stats import kendalltau  # costs seconds to import, which a web process never needs

    return float(kendalltau(one, two).statistic)


def _of_table(table: Floats) -> float:
    """Tau-b of a table of counts (a, b), whose work does not grow with the rows behind it (Agresti 2010, section
    7.1.1)."""
    below = np.cumsum(np.cumsum(table, axis=0), axis=1)
    alike = float((table[1:, 1:] * below[:-1, :-1]).sum())
    in_rows, in_columns, in_both = (_pairs(each) for each in (table.sum(axis=1), table.sum(axis=0), table))
    pairs = _pairs(table.sum())
    unlike = pairs - in_rows - in_columns + in_both - alike
    return (alike - unlike) / float(np.sqrt((pairs - in_rows) * (pairs - in_columns)))


def _pairs(counts: Floats) -> float:
    """How many pairs of rows there are within all of the counts."""
    return float((counts * (counts - 1)).sum()) / 2


def average_ranks(values: Floats) -> Floats:
    """Ranks from 1 (n,), equal values sharing the mean of their ranks."""
    _, codes, n = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(n) - (n - 1) / 2)[codes])


def _require_variation(*columns: Floats) -> None:
    require_numbers(*columns)
    if any(float(np.ptp(column)) == 0 for column in columns):
        raise NotEnoughData(Said("One of the two columns does not vary, so there is no correlation."))
