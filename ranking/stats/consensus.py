"""What people's scores of one response add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.errors import require_numbers
from ranking.stats.student import t_reach


@dataclass(frozen=True)
class CellMeans:
    """Per distinct cell (k,), sorted: the mean over raters, its 95 % interval, and how many raters `n`.

    The interval is of what raters like these would say on average; nan where no cell of its pool has two raters, or
    none in which they part, so that nothing tells how far raters part.
    """

    cells: Ints
    mean: Floats
    low: Floats
    high: Floats
    n: Ints


def cell_means(
    cells: Ints,
    values: Floats,
    *,
    minimum: Floats,
    maximum: Floats,
    raters: Ints | None = None,
    pools: Ints | None = None,
) -> CellMeans:
    """The mean of `values` (n,) in each of `cells` (n,), each rater in a cell counting once.

    `raters` (n,) are codes of who said it (each row somebody else where not given), `pools` those of scales (one).

    One or two or three scores tell nearly nothing of their own spread (two that agree would have none): the spread of
    raters within cells is taken from all cells of one of the `pools` (n,), which are cells of one scale, by analysis of
    variance (Searle, Casella & McCulloch 1992, section 3.6). Interval ends are clipped to the cell's own scale.
    Raises NotNumbers; no row gives no cell.
    """
    if len(values):
        require_numbers(values)
    raters = np.arange(len(values)) if raters is None else raters
    pools = np.zeros(len(values), dtype=np.int64) if pools is None else pools
    cells, values, pools, minimum, maximum = _one_each(cells, raters, values, pools, minimum, maximum)
    names, first, codes, n = np.unique(cells, return_index=True, return_inverse=True, return_counts=True)
    mean = np.bincount(codes, weights=values) / n
    pool_of = codes_of(pools[first])
    squares = np.bincount(pool_of, weights=np.bincount(codes, weights=(values - mean[codes]) ** 2))
    freedom = np.bincount(pool_of, weights=n - 1)
    # No spread at all in a pool is no knowledge of it either.
    told = (freedom > 0) & (squares > 0)
    variance = np.divide(squares, freedom, out=np.full(len(freedom), np.nan), where=told)
    reach = t_reach(np.maximum(freedom, 1))[pool_of] * np.sqrt(variance[pool_of] / n)
    return CellMeans(
        cells=names,
        mean=mean,
        low=np.maximum(mean - reach, minimum[first]),
        high=np.minimum(mean + reach, maximum[first]),
        n=n.astype(np.int64),
    )


def _one_each(
    cells: Ints, raters: Ints, values: Floats, pools: Ints, minimum: Floats, maximum: Floats
) -> tuple[Ints, Floats, Ints, Floats, Floats]:
    """One row for each rater in a cell, with the mean of what they said there."""
    if not len(cells):
        return cells, values, pools, minimum, maximum
    labels = codes_of(cells) * (int(raters.max()) + 1) + raters
    _, first, codes, n = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    return cells[first], np.bincount(codes, weights=values) / n, pools[first], minimum[first], maximum[first]
