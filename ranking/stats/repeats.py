"""Whether people say the same when they are asked again, beside how far two people say the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, group_sums
from ranking.stats.errors import NotEnoughData, require_finite
from ranking.stats.means import Mean, cluster_mean
from ranking.stats.proportion import Share
from ranking.stats.shares import cluster_share


@dataclass(frozen=True)
class SelfConsistency:
    """`equal`: the share of repeats with the same answer; `difference`: their mean absolute difference in points.

    `difference` is None for names, and where no repeat has a number on both sides. `raters` is how many repeated.
    """

    equal: Share
    difference: Mean | None
    raters: int


@dataclass(frozen=True)
class BetweenPeople:
    """Two people's answers to one unit: the share of pairs alike, their mean absolute difference, pairs, units."""

    equal: float
    difference: float | None
    n_pairs: int
    n_units: int


def asked_again(raters: Ints, units: Ints) -> tuple[Ints, Ints]:
    """Rows (m,) with a rater's further answers to a unit, and the rows of that rater's first answer to it.

    `raters`, `units` are codes (n,), rows in the order in which they were given.
    """
    if not len(units):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    keys = raters * (int(units.max()) + 1) + units
    _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
    before = first[codes]
    later = np.flatnonzero(before != np.arange(len(keys)))
    return later, before[later]


def self_consistency(
    values: Floats, raters: Ints, again: tuple[Ints, Ints], clusters: Ints, *, points: bool
) -> SelfConsistency:
    """How far further answers are the first ones, for `values` and `raters` (n,); `again` as `asked_again` gives it.

    A value of nan is an answer too ("does not apply"): two of them are alike. `clusters` (m,) are what intervals over
    the m repeats go over. Raises NotEnoughData where nothing was asked again.
    """
    later, before = again
    if not len(later):
        raise NotEnoughData(Said("Nobody was asked the same thing again."))
    apart = np.abs(values[later] - values[before])
    neither = np.isnan(values[later]) & np.isnan(values[before])
    known = np.isfinite(apart)
    difference = cluster_mean(apart[known], clusters[known]) if points and known.any() else None
    return SelfConsistency(
        equal=cluster_share((apart < 1e-9) | neither, clusters),
        difference=difference,
        raters=len(np.unique(raters[later])),
    )


def between_people(units: Ints, values: Floats, *, points: bool) -> BetweenPeople | None:
    """How far two people's first answers (n,) to one unit are alike, over all pairs; None where no unit has two.

    Two values of nan ("does not apply") are alike; the difference is that of pairs of numbers, None where there are
    none. Raises NotNumbers where a value is infinite.
    """
    require_finite(values[~np.isnan(values)])
    order = np.lexsort((values, units))
    codes = np.unique(units[order], return_inverse=True)[1]
    (sizes,) = group_sums(codes, np.ones(len(codes)))
    n_pairs = float((sizes * (sizes - 1) / 2).sum())
    if not n_pairs:
        return None
    names, said = np.unique(values[order], return_inverse=True)
    _, alike = np.unique(codes * len(names) + said, return_counts=True)
    equal = float((alike * (alike - 1) / 2).sum()) / n_pairs
    difference = _difference(units[~np.isnan(values)], values[~np.isnan(values)]) if points else None
    return BetweenPeople(equal, difference, int(n_pairs), int((sizes > 1).sum()))


def _difference(units: Ints, values: Floats) -> float | None:
    """The mean absolute difference over all pairs of values (n,) of one unit."""
    order = np.lexsort((values, units))
    codes = np.unique(units[order], return_inverse=True)[1]
    (sizes,) = group_sums(codes, np.ones(len(codes)))
    n_pairs = float((sizes * (sizes - 1) / 2).sum())
    if not n_pairs:
        return None
    # In order, the k-th of m answers is higher than k - 1 of them and lower than m - k.
    place = np.arange(len(codes)) - (np.cumsum(sizes) - sizes)[codes]
    return float((values[order] * (2 * place - sizes[codes] + 1)).sum()) / n_pairs
