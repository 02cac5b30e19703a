"""What people's scores of one response add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.student import t_reach


@dataclass(frozen=True)
class CellMeans:
    """Per distinct cell (k,), sorted: mean, 95 % t interval (nan where n is 1) and rows."""

    cells: Ints
    mean: Floats
    low: Floats
    high: Floats
    n: Ints


def cell_means(cells: Ints, values: Floats, *, minimum: Floats, maximum: Floats) -> CellMeans:
    """The mean of `values` (n,) in each of `cells` (n,); interval ends are clipped to the row's own scale."""
    names, first, codes, n = np.unique(cells, return_index=True, return_inverse=True, return_counts=True)
    mean = np.bincount(codes, weights=values) / n
    squares = np.bincount(codes, weights=(values - mean[codes]) ** 2)
    freedom = np.maximum(n - 1, 1)
    reach = t_reach(freedom) * np.sqrt(squares / freedom / n)
    reach = np.where(n > 1, reach, np.nan)
    return CellMeans(
        cells=names,
        mean=mean,
        low=np.maximum(mean - reach, minimum[first]),
        high=np.minimum(mean + reach, maximum[first]),
        n=n.astype(np.int64),
    )
