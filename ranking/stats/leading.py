"""By how much the rest lie behind the first, and whether that is clear: differences, not intervals set side by side.

What both have in common, such as hard prompts and severe raters, cancels in a difference: two intervals may overlap
widely where the difference is clear (Schenker & Gentleman 2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints, group_sums
from ranking.stats.errors import require_finite
from ranking.stats.spread import MIN_RATERS, Clusters, Spread, clusters_of, reach_of_both, spread_of, squares_of_both
from ranking.stats.student import t_reach, t_two_sided

# Fewer prompts than this say nothing of a difference.
LEAST_PROMPTS = 5
_NO_ERROR = 1e-9


@dataclass(frozen=True)
class Gap:
    """How far the first leads: its 95 % interval, the two-sided p-value, and the prompts it goes over, where told."""

    gap: float
    low: float
    high: float
    p_value: float
    prompts: int | None


def gaps_of_means(
    values: Floats, rows: Sequence[Ints], *, prompts: Ints, raters: Ints | None = None, first: int | None = None
) -> list[Gap | None]:
    """How far each mean lies below the first; `rows` are the places in `values` (n,) that each is the mean of.

    `first` is one of them, unless told the highest. The difference of two means by what every row adds to its error,
    summed by prompt, and from ten raters on by rater too, as `peoples_mean` does it: prompts and raters that both have
    in common are paired. None for the first itself, and where there are fewer than five prompts or nothing spreads.
    Raises NotNumbers.
    """
    require_finite(values)
    if not rows:
        return []
    means = np.array([values[own].mean() for own in rows])
    first = int(np.argmax(means)) if first is None else first
    pull = (values[rows[first]] - means[first]) / len(rows[first])
    found: list[Gap | None] = []
    for place, own in enumerate(rows):
        if place == first:
            found.append(None)
            continue
        both = np.concatenate([rows[first], own])
        pulls = np.concatenate([pull, (means[place] - values[own]) / len(own)])
        who = None if raters is None else raters[both]
        found.append(_gap(float(means[first] - means[place]), pulls, prompts[both], who))
    return found


def gaps_of_strengths(theta: Floats, covariance: Floats, *, freedom: float) -> list[Gap | None]:
    """How far each log-strength (k,) lies below the highest, given their covariance (k, k); None for the first itself
    and where nothing spreads. Raises NotNumbers."""
    require_finite(theta, covariance)
    if not len(theta):
        return []
    first = int(np.argmax(theta))
    variance = covariance[first, first] + covariance.diagonal() - 2 * covariance[first]
    errors = np.sqrt(np.maximum(variance, 0.0))
    reach = float(t_reach(freedom))
    return [
        None if place == first or error <= _NO_ERROR
        else Gap(gap, gap - reach * error, gap + reach * error, t_two_sided(gap / error, freedom), None)
        for place, (gap, error) in enumerate(zip((theta[first] - theta).tolist(), errors.tolist(), strict=True))
    ]  # fmt: skip


def _gap(gap: float, pull: Floats, prompts: Ints, raters: Ints | None) -> Gap | None:
    of_prompts = clusters_of(prompts)
    count = len(of_prompts.loads)
    if count < LEAST_PROMPTS:
        return None
    over_prompts = _spread(pull, of_prompts)
    reach, spreads = float(over_prompts.reach[0]), [over_prompts]
    of_raters = None if raters is None else clusters_of(raters)
    if of_raters is not None and len(of_raters.loads) >= MIN_RATERS:
        cells = np.array([squares_of_both(of_prompts.codes, of_raters.codes, pull)])
        over_raters = _spread(pull, of_raters)
        reach = float(reach_of_both(over_prompts, over_raters, cells)[0])
        spreads.append(Spread(np.maximum(over_raters.variance - cells, 0.0), over_raters.freedom))
    if not reach > _NO_ERROR:
        return None
    freedom = _freedom(spreads)
    # By the very interval: p falls below .05 where it leaves zero out.
    return Gap(gap, gap - reach, gap + reach, t_two_sided(gap * float(t_reach(freedom)) / reach, freedom), count)


def _spread(pull: Floats, clusters: Clusters) -> Spread:
    (sums,) = group_sums(clusters.codes, pull)
    return spread_of(sums[:, None], clusters)


def _freedom(parts: Sequence[Spread]) -> float:
    """Of a sum of variances (Satterthwaite 1946)."""
    variance = np.array([float(part.variance[0]) for part in parts])
    freedom = np.array([float(part.freedom[0]) for part in parts])
    return float(variance.sum() ** 2 / (variance**2 / freedom).sum())
