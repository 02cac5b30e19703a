"""One rater against the others while answers come in: nearness, leniency, drift, and answers all alike.

Everything is left-one-out: a rater is held against those who answered the same unit, never against themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints, group_sums
from ranking.stats.errors import require_finite
from ranking.stats.means import Mean, cluster_mean
from ranking.stats.student import t_reach

# Fewer answers shared with others than this say nothing of a rater.
LEAST_SHARED = 10
RECENT_LEAST, RECENT_MOST = 20, 50


@dataclass(frozen=True)
class Nearness:
    """Agreement beyond chance: 1 where a rater says what others say, 0 where no nearer than at random."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Drift:
    """The recent mean residual less the one before, with its interval; n of each part."""

    change: float
    low: float
    high: float
    recent: int
    before: int

    @property
    def told(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0

    @property
    def strength(self) -> float:
        """The change in half widths of its interval."""
        reach = (self.high - self.low) / 2
        return abs(self.change) / reach if reach else float("inf")


def residuals(units: Ints, values: Floats) -> Floats:
    """Each answer (n,) less the median of the others' answers to its unit; nan where there is no other.

    The median, so that one who drifts does not make the others seem to drift the other way. A rater stands once in
    a unit; units are codes from 0. Raises NotNumbers.
    """
    require_finite(values)
    n = len(units)
    if not n:
        return np.zeros(0)
    order = np.lexsort((values, units))
    counts = np.bincount(units)
    starts = (np.cumsum(counts) - counts)[units[order]]
    size, own = counts[units[order]], np.arange(n) - starts
    # The two middle places among the others, and where these stand among all.
    below, above = (size - 2) // 2, (size - 1) // 2
    lower, upper = (
        values[order][np.clip(starts + place + (place >= own), 0, n - 1)] for place in (below, above)
    )  # fmt: skip
    found = np.full(n, np.nan)
    found[order] = np.where(size > 1, values[order] - (lower + upper) / 2, np.nan)
    return found


def distances(units: Ints, values: Floats, *, nominal: bool) -> Floats:
    """The mean distance (squared, or 0 and 1 for names) of each answer (n,) from the others' to its unit; nan where
    there is no other. Raises NotNumbers."""
    require_finite(values)
    counts, sums, squares = group_sums(units, np.ones(len(units)), values, values**2)
    others = counts[units] - 1
    if nominal:
        names, named = np.unique(values, return_inverse=True)
        said = units * len(names) + named
        (alike,) = group_sums(said, np.ones(len(units)))
        apart = counts[units] - alike[said]
    else:
        apart = counts[units] * values**2 - 2 * values * sums[units] + squares[units]
    return np.divide(apart, others, out=np.full(len(units), np.nan), where=others > 0)


def nearness(own: Floats, own_values: Floats, all_values: Floats, clusters: Ints, *, nominal: bool) -> Nearness | None:
    """Agreement beyond chance of one rater: 1 less the observed over the expected distance, as in alpha.

    `own` (m,) are the rater's distances (nan where nobody else answered), `own_values` their answers, `all_values`
    everybody's; `clusters` (m,) tells rows of one task. None for too few answers, or where all answers are one. Raises
    NotNumbers.
    """
    shared = ~np.isnan(own)
    if shared.sum() < LEAST_SHARED or len(np.unique(clusters[shared])) < LEAST_SHARED:
        return None
    require_finite(own[shared], own_values, all_values)
    mine = own_values[shared]
    if nominal:
        names, counts = np.unique(all_values, return_counts=True)
        chance = dict(zip(names.tolist(), (counts / len(all_values)).tolist(), strict=True))
        expected = float(np.mean([1 - chance[value] for value in mine.tolist()]))
    else:
        expected = float(np.mean((mine - all_values.mean()) ** 2) + all_values.var())
    if expected <= 0:
        return None
    found = cluster_mean(own[shared], clusters[shared])
    low, high = found.low, found.high
    if low is None or high is None:
        return None
    return Nearness(1 - found.mean / expected, 1 - high / expected, min(1.0, 1 - low / expected), int(shared.sum()))


def leniency(own: Floats) -> Mean | None:
    """The mean of a rater's residuals with its 95 % interval; None for too few."""
    shared = own[~np.isnan(own)]
    return cluster_mean(shared, np.arange(len(shared))) if len(shared) >= LEAST_SHARED else None


def drift(own: Floats, *, share: float = 0.95) -> Drift | None:
    """The last 20 to 50 residuals of a rater, in the order given, against those before (Welch's interval).

    None where either part has fewer than 20. With several raters looked at together, `share` is 1 - .05 / raters.
    Raises NotNumbers.
    """
    shared = own[~np.isnan(own)]
    recent = min(RECENT_MOST, len(shared) // 2)
    if recent < RECENT_LEAST:
        return None
    require_finite(shared)
    late, early = shared[-recent:], shared[:-recent]
    parts = np.array([late.var(ddof=1) / len(late), early.var(ddof=1) / len(early)])
    error = float(parts.sum())
    change = float(late.mean() - early.mean())
    if error == 0:
        return Drift(change, change, change, len(late), len(early))
    freedom = error**2 / float((parts**2 / np.array([len(late) - 1, len(early) - 1])).sum())
    reach = float(t_reach(np.array(freedom), share)) * error**0.5
    return Drift(change, change - reach, change + reach, len(late), len(early))


def last_run(values: Floats) -> int:
    """How many of the last answers are all the same."""
    if not len(values):
        return 0
    others = np.flatnonzero(values != values[-1])
    return len(values) - (int(others[-1]) + 1 if len(others) else 0)
