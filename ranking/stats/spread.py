"""How far an estimate may be off when prompts, or prompts and raters, are drawn anew.

An estimate is taken apart into what each row adds to its error (its influence). Rows of one prompt belong together, and
so do rows of one rater: what counts are the sums by cluster. Two questions are kept apart:

- raters *fixed*: what would these raters say of prompts like these? Only prompts are drawn anew.
- raters *drawn*: what would raters like these say? Raters are drawn anew as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import sparse

from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.student import t_reach

Raters = Literal["fixed", "drawn"]
# Below this, drawing raters anew says little; the simulated coverage is in docs/coverage.md.
MIN_RATERS = 10


@dataclass(frozen=True)
class Clusters:
    """Clusters of rows: `codes` (n,), `loads` (c,) rows in each, and what their sums of influences need:

    `correction` makes the sum of their squares unbiased, `freedom` is that of a chi-square with its spread.
    """

    codes: Ints
    loads: Floats
    correction: float
    freedom: float


@dataclass(frozen=True)
class Spread:
    """The variance of estimates (k,), and its degrees of freedom (k,)."""

    variance: Floats
    freedom: Floats

    @property
    def reach(self) -> Floats:
        """Half of the central 95 % t interval (k,)."""
        return self.reach_at(0.95)

    def reach_at(self, level: float) -> Floats:
        """Half of the central t interval (k,) that covers a share `level`."""
        return np.asarray(t_reach(self.freedom, level) * np.sqrt(self.variance))


def clusters_of(labels: Ints) -> Clusters:
    """Clusters by any integer labels (n,), n > 0.

    Correction and degrees of freedom are Bell & McCaffrey's (2002) for a mean whose rows within a cluster are alike:
    unevenly loaded clusters count for fewer than there are. For loads that are equal they are c / (c - 1) and c - 1.
    """
    codes = codes_of(labels)
    loads = np.bincount(codes).astype(float)
    if len(loads) < 2:
        return Clusters(codes, loads, float("nan"), 0.0)
    squares, share = loads**2, loads / loads.sum()
    total = float(squares.sum())
    a, b, c = float(share @ share), float(share @ squares), float(squares @ squares)
    trace = total - 2 * b + a * total
    # The squared entries of the covariance of residual sums, D - p d' - d p' + (sum of d) p p', d being the squares.
    square = c - 4 * float(share @ squares**2) + 2 * total * float(share**2 @ squares)
    square += 2 * (a * c + b * b) - 4 * total * a * b + total**2 * a**2
    return Clusters(codes, loads, total / trace, trace**2 / square)


def cells_of(one: Ints, other: Ints) -> Ints:
    """A code for every two codes that stand in one row (n,)."""
    labels = one * (int(other.max()) + 1) + other
    return codes_of(labels)


def squares_of_both(one: Ints, other: Ints, pull: Floats) -> float:
    """The sum of the squares of what the rows (n,) of every two codes pull together.

    A sparse table adds them up in one pass; a code for every two would have to be sorted for.
    """
    return float((sparse.csr_matrix((pull, (one, other))).data ** 2).sum())


def spread_of(sums: Floats, clusters: Clusters) -> Spread:
    """The spread of estimates out of sums of influences by cluster (c, k)."""
    variance = clusters.correction * (sums**2).sum(axis=0)
    return Spread(variance, np.full(len(variance), clusters.freedom))


def moment_freedom(squares: Floats, fourth: Floats, count: int) -> Floats:
    """The degrees of freedom of sums of squares (k,), given the sums of fourth powers and how many values there are.

    Satterthwaite (1946) with the fourth moment taken from the values themselves, 2 n / (kurtosis - 1): where a few of
    them make up the sum, it is worth few degrees of freedom; at least one.
    """
    ratio = np.divide(fourth * count, squares**2, out=np.ones_like(squares), where=squares > 0)
    freedom = np.divide(2.0 * count, ratio - 1, out=np.full_like(ratio, np.inf), where=ratio > 1)
    return np.maximum(1.0, freedom)


def reach_of_both(prompts: Spread, raters: Spread, cells: Floats) -> Floats:
    """Half of the 95 % interval (k,) where both are drawn anew.

    The variance is that of two crossed ways of clustering, V(prompts) + V(raters) - V(cells) (Cameron, Gelbach &
    Miller 2011, section 2.1), `cells` (k,) being that of rows of one prompt and rater together. Each part keeps its
    own degrees of freedom: the squares of the half widths are added (Zou & Donner 2008, section 2).
    """
    beyond = Spread(np.maximum(raters.variance - cells, 0.0), raters.freedom)
    return np.asarray(np.sqrt(prompts.reach**2 + beyond.reach**2))
