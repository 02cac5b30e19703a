"""May the judge stand in for a rater? The alternative annotator test (Calderon, Reichart & Dror, ACL 2025)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtr

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats, Ints, codes_of, group_sums
from ranking.stats.errors import NotEnoughData, require_finite
from ranking.stats.student import false_discovery

Metric = Literal["accuracy", "neg_rmse"]
MIN_RATERS = 3
MIN_ITEMS = 30
EPSILON = 0.2


@dataclass(frozen=True)
class Replacement:
    """omega (share of raters the judge beats or equals within epsilon) and rho (mean advantage probability)."""

    winning_rate: float
    advantage_probability: float
    epsilon: float
    metric: Metric
    passes: bool
    raters: int


def alternative_annotator_test(
    judge: Floats, units: Ints, raters: Ints, values: Floats, *, metric: Metric, epsilon: float = EPSILON
) -> Replacement:
    """Compare the judge with each rater, from answers `values` (n,) by labels of unit and rater (n,).

    `judge` (n,) is what the judge said of the row's unit, nan where nothing. Section 3: rater j is left out; on each of
    j's units the judge and j are scored against the other raters; the null hypothesis that the judge wins less often
    than j by epsilon or more is tested by a paired t-test, with Benjamini-Yekutieli over raters at 5 %. Of a rater's
    answers to one unit the last counts. The work grows with the answers. Raises NotEnoughData below 3 raters with 30
    shared units each, NotNumbers.
    """
    require_finite(values, judge[~np.isnan(judge)])
    judge, units, raters, values = _last(judge, units, raters, values)
    shared = (np.bincount(units, minlength=1)[units] > 1) & ~np.isnan(judge)
    won, lost = (each[shared].astype(float) for each in _nearer(judge, units, values, metric))
    raters = raters[shared]
    n = np.bincount(raters)
    tested = np.flatnonzero(n >= MIN_ITEMS)
    if len(tested) < MIN_RATERS:
        raise NotEnoughData(
            Said(
                "The test needs at least {least} people with {answers} answers each that another person and "
                "the judge gave too; there are {n}.",
                least=MIN_RATERS,
                answers=MIN_ITEMS,
                n=len(tested),
            )
        )
    rejected = false_discovery(_p_values(lost - won, raters, n, epsilon)[tested], dependent=True) <= 0.05
    rate = float(rejected.mean())
    advantage = float((np.bincount(raters, weights=won)[tested] / n[tested]).mean())
    return Replacement(rate, advantage, epsilon, metric, rate >= 0.5, len(tested))


def _last(judge: Floats, units: Ints, raters: Ints, values: Floats) -> tuple[Floats, Ints, Ints, Floats]:
    """One row for each rater and unit, as codes."""
    units, raters = (codes_of(labels) for labels in (units, raters))
    order = np.lexsort((raters, units))
    units, raters = units[order], raters[order]
    last = np.append((units[1:] != units[:-1]) | (raters[1:] != raters[:-1]), True)[: len(order)]
    return judge[order][last], units[last], raters[last], values[order][last]


def _nearer(judge: Floats, units: Ints, values: Floats, metric: Metric) -> tuple[Bools, Bools]:
    """Where the judge is at least as near to the others of a unit as the row's rater (n,), and the other way round."""
    if metric == "accuracy":
        mine = _times(units, values, values) - 1
        of_judge = _times(units, values, judge) - (judge == values)
        return of_judge >= mine, mine >= of_judge
    # The mean square around the others is that around their mean and what they differ: it is enough to compare means.
    n, sums = group_sums(units, np.ones(len(units)), values)
    middle = (sums[units] - values) / np.maximum(n[units] - 1, 1)
    of_judge, mine = np.abs(judge - middle), np.abs(values - middle)
    alike = np.isclose(of_judge, mine, rtol=1e-9, atol=1e-12)
    return (of_judge < mine) | alike, (mine < of_judge) | alike


def _times(units: Ints, values: Floats, asked: Floats) -> Ints:
    """How often the answer `asked` (n,) was given to the row's unit (n,)."""
    names, codes = np.unique(values, return_inverse=True)
    cells, times = np.unique(units * len(names) + codes, return_counts=True)
    place = np.minimum(np.searchsorted(names, asked), len(names) - 1)
    wanted = units * len(names) + place
    found = np.minimum(np.searchsorted(cells, wanted), len(cells) - 1)
    return np.where((names[place] == asked) & (cells[found] == wanted), times[found], 0)


def _p_values(differences: Floats, raters: Ints, n: Ints, epsilon: float) -> Floats:
    """One-sided, by rater (r,): is the mean difference below epsilon? 1 where there are too few."""
    (sums,) = group_sums(raters, differences)
    mean = sums / np.maximum(n, 1)
    (squares,) = group_sums(raters, (differences - mean[raters]) ** 2)
    error = np.sqrt(squares / np.maximum(n - 1, 1) / np.maximum(n, 1))
    excess = mean - epsilon
    certain = np.where(excess < 0, 0.0, 1.0)
    t = np.divide(excess, error, out=np.zeros_like(excess), where=error > 0)
    below = stdtr(np.maximum(n - 1, 1), t)
    return np.where(n < MIN_ITEMS, 1.0, np.where(error > 0, below, certain))
