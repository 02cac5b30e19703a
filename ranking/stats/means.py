"""Means of people's scores with intervals that know which rows belong together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, group_sums
from ranking.stats.errors import require_numbers
from ranking.stats.spread import MIN_RATERS, Raters, clusters_of, reach_of_both, spread_of, squares_of_both
from ranking.stats.student import t_two_sided


@dataclass(frozen=True)
class Mean:
    """A mean, its interval (None where there is one cluster only), rows and clusters."""

    mean: float
    low: float | None
    high: float | None
    n: int
    clusters: int
    p_value: float | None


@dataclass(frozen=True)
class PeoplesMean:
    """A mean of people's scores, and what it may be off by on prompts like these, in points.

    `fixed` is half of the 95 % interval for these raters, `drawn` for raters like these (None below ten); `raters` says
    which of them `reach` is, `refused` why there is none.
    """

    mean: float
    fixed: float | None
    drawn: float | None
    n: int
    prompts: int
    people: int
    raters: Raters
    refused: Said | None

    @property
    def reach(self) -> float | None:
        """Half of the interval that is shown."""
        return self.drawn if self.raters == "drawn" else self.fixed


def cluster_mean(values: Floats, clusters: Ints, *, level: float = 0.95) -> Mean:
    """The mean of `values` (n,) with a cluster-robust t interval; `clusters` (n,) are any integer labels.

    The standard error is that of a ratio mean (Cochran 1977, section 9A) out of residual sums by cluster; correction
    and degrees of freedom are those of `clusters_of`. `p_value` is two-sided against a mean of zero.
    Raises NotEnoughData when empty, NotNumbers.
    """
    require_numbers(values)
    mean, found = float(values.mean()), clusters_of(clusters)
    count = len(found.loads)
    if count < 2:
        return Mean(mean, None, None, len(values), count, None)
    (sums,) = group_sums(found.codes, (values - mean) / len(values))
    spread = spread_of(sums[:, None], found)
    reach, error = float(spread.reach_at(level)[0]), float(np.sqrt(spread.variance[0]))
    return Mean(mean, mean - reach, mean + reach, len(values), count, _p_value(mean, error, found.freedom))


def peoples_mean(values: Floats, *, prompts: Ints, raters: Ints) -> PeoplesMean:
    """The mean of people's scores `values` (n,), given the labels of their prompts and raters (n,).

    With ten raters or more the interval shown is for raters like these, below that for these raters. Both come out
    of the sums of residuals by prompt and by rater, see `spread`. Raises NotEnoughData when empty, NotNumbers.
    """
    require_numbers(values)
    mean = float(values.mean())
    of_prompts, of_raters = clusters_of(prompts), clusters_of(raters)
    n_prompts, n_raters = len(of_prompts.loads), len(of_raters.loads)
    shown: Raters = "drawn" if n_raters >= MIN_RATERS else "fixed"
    refused = _refused(values, n_prompts)
    if refused is not None:
        return PeoplesMean(mean, None, None, len(values), n_prompts, n_raters, shown, refused)
    pull = (values - mean) / len(values)
    (by_prompt,) = group_sums(of_prompts.codes, pull)
    over_prompts = spread_of(by_prompt[:, None], of_prompts)
    fixed = float(over_prompts.reach[0])
    if shown == "fixed":
        return PeoplesMean(mean, fixed, None, len(values), n_prompts, n_raters, shown, None)
    (by_rater,) = group_sums(of_raters.codes, pull)
    both = squares_of_both(of_prompts.codes, of_raters.codes, pull)
    over_raters = spread_of(by_rater[:, None], of_raters)
    drawn = float(reach_of_both(over_prompts, over_raters, np.array([both]))[0])
    return PeoplesMean(mean, fixed, drawn, len(values), n_prompts, n_raters, shown, None)


def _refused(values: Floats, prompts: int) -> Said | None:
    if prompts < 2:
        return Said("There is one prompt only, so there is no interval.")
    if float(np.ptp(values)) == 0:
        return Said("All scores are the same, so how they spread cannot be told.")
    return None


def _p_value(mean: float, error: float, freedom: float) -> float:
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return t_two_sided(mean / error, freedom)
