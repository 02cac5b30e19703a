"""Does the score change when nothing but one attribute of the prompt does?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.audits.base import Audit, Finding, Swaps
from ranking.stats.errors import NotEnoughData
from ranking.stats.means import cluster_mean
from ranking.stats.proportion import Share, wilson

MIN_SETS = 10


@dataclass(frozen=True)
class Group:
    """Scores under one value of an attribute: their mean with an interval (None for one set), the sets accepted.

    `n` are the scores, `sets` the sets they are of.
    """

    group: int
    mean: float
    low: float | None
    high: float | None
    accepted: Share
    n: int
    sets: int


def group_table(score: Floats, accepted: Floats, sets: Ints, group: Ints) -> list[Group]:
    """One row for each value (a code of `group`, below zero for none) of an attribute, over scores (n,).

    `accepted` (n,) is 1 or 0, alike for all scores of a value in a set. Means have a t interval over sets, accepted
    shares Wilson's, over sets too: scores of one set say much the same.
    """
    rows = []
    for value in np.unique(group[group >= 0]).tolist():
        mine = group == value
        found = cluster_mean(score[mine], sets[mine])
        _sets, first = np.unique(sets[mine], return_index=True)
        known = accepted[mine][first]
        share = wilson(float(known.sum()), len(known))
        rows.append(Group(value, found.mean, found.low, found.high, share, found.n, found.clusters))
    return rows


def counterfactual(swaps: Swaps) -> Finding:
    """The mean over sets of (score under the first value less that under the second), with a paired t interval.

    Counterfactual fairness as a paired gap (Kusner et al. 2017; Garg et al. 2019, section 3.1). Raises NotEnoughData
    below ten sets that have both.
    """
    gaps = _paired(swaps, swaps.score)
    found = cluster_mean(gaps, np.arange(len(gaps)))
    if found.low is None or found.high is None or found.p_value is None:
        raise NotEnoughData(Said("There is one set only."))
    return Finding(found.mean, found.low, found.high, found.p_value, found.n)


def flip_rate(swaps: Swaps) -> Finding:
    """The share of sets in which one value is accepted and the other is not; `p_value` is of an even split of flips.

    The interval is Wilson's (1927), the p-value McNemar's (1947) sign test on the flips, in its mid-p form.
    """
    gaps = np.sign(np.round(_paired(swaps, swaps.accepted), 9))
    flips = int((gaps != 0).sum())
    found = wilson(flips, len(gaps))
    return Finding(found.share, found.low, found.high, _mid_p(int((gaps > 0).sum()), flips), found.n)


def _paired(swaps: Swaps, values: Floats) -> Floats:
    """The difference of means in every set that has both values."""
    size = int(swaps.set.max()) + 1 if len(swaps.set) else 0
    one, other = (_means(values, swaps, value, size) for value in swaps.versus)
    gaps = (one - other)[~np.isnan(one) & ~np.isnan(other)]
    if len(gaps) < MIN_SETS:
        raise NotEnoughData(
            Said("A gap needs at least {least} sets with both values; there are {n}.", least=MIN_SETS, n=len(gaps))
        )
    return np.asarray(gaps)


def _means(values: Floats, swaps: Swaps, value: int, size: int) -> Floats:
    rows = (swaps.group == value) & ~np.isnan(values)
    codes: Ints = swaps.set[rows]
    n = np.bincount(codes, minlength=size)
    sums = np.bincount(codes, weights=values[rows], minlength=size)
    return np.divide(sums, n, out=np.full(size, np.nan), where=n > 0)


def _mid_p(one: int, flips: int) -> float:
    """Two-sided binomial p-value of `one` heads in `flips` fair tosses, half of the point's own chance taken off."""
    if flips == 0:
        return 1.0
    tosses = np.arange(1, flips + 1)
    chances = np.exp(np.concatenate([[0.0], np.cumsum(np.log((flips - tosses + 1) / tosses))]) - flips * np.log(2))
    few = min(one, flips - one)
    return float(min(1.0, 2 * chances[: few + 1].sum() - chances[few]))


COUNTERFACTUAL = Audit("counterfactual", "swaps", counterfactual)
FLIP_RATE = Audit("flip_rate", "swaps", flip_rate)
