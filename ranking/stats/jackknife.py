"""Leaving out clusters of rows one after another, to see how far an estimate hangs on each (Tukey 1958)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.spread import clusters_of

_MOST, _LEAST = 500, 50
# What one pass over the rows may cost in all.
_ROWS_READ = 50_000_000


@dataclass(frozen=True)
class Deletions:
    """Which `group` each unit (units,) is left out with, how many groups there are, and their degrees of freedom."""

    group: Ints
    size: int
    freedom: float

    def sums(self, of_unit: Floats) -> Floats:
        """What each group adds up to (size,)."""
        return np.asarray(np.bincount(self.group, weights=of_unit, minlength=self.size), dtype=float)

    def tables(self, unit: Ints, value: Ints) -> Floats:
        """How often each value (codes from 0) stands in each group: (size, values), given rows' units and values."""
        width = int(value.max()) + 1
        cells = self.group[unit] * width + value
        return np.bincount(cells, minlength=self.size * width).reshape(self.size, width).astype(float)


def deletions(clusters: Ints, *, rows: int, seed: int) -> Deletions:
    """Groups to leave out, of the clusters (codes from 0) of units (units,): each cluster by itself where they are few.

    Otherwise whole clusters are dealt out by the seed to at most 500 groups, fewer where there are many `rows`, so that
    the work stays linear in them (the delete-a-group jackknife, Kott 2001).
    """
    count = int(clusters.max()) + 1
    size = int(min(_MOST, max(_LEAST, _ROWS_READ // max(1, rows))))
    group = clusters
    if count > size:
        dealt = np.random.default_rng(seed).permutation(count) % size
        group = np.asarray(dealt[clusters], dtype=np.int64)
    else:
        size = count
    return Deletions(group, size, clusters_of(group).freedom)
