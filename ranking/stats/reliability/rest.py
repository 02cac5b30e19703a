"""How near each rater's answers are to those of the rest, all raters at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import require_finite
from ranking.stats.steadiness import LEAST_SHARED, distances
from ranking.stats.student import t_reach


@dataclass(frozen=True)
class WithRest:
    """Per rater (r,): agreement with the rest beyond chance (1 the same, 0 no nearer than at random), its 95 %
    interval, standard error, and shared answers; nan where fewer than ten answers are shared."""

    value: Floats
    low: Floats
    high: Floats
    error: Floats
    n: Ints


def agreement_with_rest(units: Ints, raters: Ints, values: Floats, tasks: Ints, *, nominal: bool) -> WithRest:
    """The `nearness` of `ranking.stats.steadiness`, of every rater 0..r-1 over answers (n,).

    One less the mean distance from others' answers to the same units over that expected of answers drawn from all. A
    rater stands once in a unit; `tasks` (n,) tells which rows are one task's, which intervals go over.
    Raises NotNumbers.
    """
    require_finite(values)
    size = int(raters.max()) + 1 if len(raters) else 0
    own = distances(units, values, nominal=nominal)
    kept = ~np.isnan(own)
    expected = _expected(values, nominal)[kept]
    raters, own = raters[kept], own[kept]
    n = np.bincount(raters, minlength=size)
    many = np.maximum(n, 1)
    by_chance = np.bincount(raters, weights=expected, minlength=size) / many
    mean = np.bincount(raters, weights=own, minlength=size) / many
    error, clusters = _errors(raters, own - mean[raters], tasks[kept], size)
    told = (n >= LEAST_SHARED) & (clusters >= LEAST_SHARED) & (by_chance > 0)
    by_chance = np.where(told, by_chance, np.nan)
    error = error / by_chance
    value = 1 - mean / by_chance
    reach = t_reach(np.maximum(clusters - 1, 1)) * error
    return WithRest(value, value - reach, np.minimum(value + reach, 1.0), error, n.astype(np.int64))


def _expected(values: Floats, nominal: bool) -> Floats:
    """The distance of each answer from one drawn at random out of all."""
    if not len(values):
        return values
    if nominal:
        _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
        return np.asarray(1 - counts[codes] / len(values))
    return np.asarray((values - values.mean()) ** 2 + values.var())


def _errors(raters: Ints, left: Floats, tasks: Ints, size: int) -> tuple[Floats, Floats]:
    """The cluster-robust standard error of each rater's mean (Cochran 1977, section 9A), and how many clusters."""
    # One number for each two: a million rows of two are sorted in ten times the time.
    width = int(tasks.max(initial=0)) + 1
    pairs, codes = np.unique(raters * width + tasks, return_inverse=True)
    whose = pairs // width
    sums = np.bincount(codes, weights=left, minlength=len(pairs))
    clusters = np.bincount(whose, minlength=size).astype(float)
    squares = np.bincount(whose, weights=sums**2, minlength=size)
    n = np.maximum(np.bincount(raters, minlength=size), 1)
    few = clusters / np.maximum(clusters - 1, 1)
    return np.sqrt(few * squares) / n, clusters
