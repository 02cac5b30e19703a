"""Choosing and fitting the mapping of one judge and dimension, with figures held out by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats, Ints, group_sums
from ranking.stats.errors import NotEnoughData
from ranking.stats.folds import FOLDS, group_folds
from ranking.stats.mappings import MAPPINGS
from ranking.stats.mappings.base import Features, Method, Params
from ranking.stats.offsets import rater_offsets

MIN_ROWS = 20
_BACKFITS = 3
# People's scores are few distinct numbers: without this share of their range, the small differences between the
# folds' predictions decide whether a whole level falls inside the interval.
_SLACK = 0.01


@dataclass(frozen=True)
class Calibration:
    """The chosen method, fitted on all rows, and what it did held out.

    `predicted` and `constant` (n,) are out-of-fold predictions; `known_raters` the same plus the rater's own
    offset (None without raters); `half_width` is the 90 % half width of the mapping's interval, `covered` the share
    of held-out scores inside it; `errors` the held-out RMSE of every candidate.
    """

    method: str
    params: Params
    predicted: Floats
    constant: Floats
    known_raters: Floats | None
    half_width: float
    covered: float
    errors: dict[str, float]


def calibrate(features: Features, people: Floats, *, groups: Ints, raters: Ints | None, seed: int) -> Calibration:
    """Fit people's scores (n,) on a judge's `features` (n, d), choosing the method by grouped cross-validation.

    The simplest method within one standard error of the best is taken (Breiman et al. 1984, section 3.4.3); the
    standard error is that of the paired difference in squared error, summed by group. So the chosen one is
    never worse, held out, than the constant. Raises NotEnoughData below twenty rows or five groups.
    """
    if len(people) < MIN_ROWS:
        raise NotEnoughData(
            Said("A mapping needs at least {least} scores of people; there are {n}.", least=MIN_ROWS, n=len(people))
        )
    folds = group_folds(groups, seed=seed)
    methods = {name: method for name, method in MAPPINGS.items() if method.suits(features, people)}
    held_out = {name: _held_out(method, features, people, folds) for name, method in methods.items()}
    chosen = _simplest_within_one_error(held_out, people, groups)
    predicted = held_out[chosen]
    known = None if raters is None else _held_out_with_raters(methods, features, people, raters, folds)
    residuals = np.abs(people - predicted)
    slack = _SLACK * float(np.ptp(people))
    return Calibration(
        method=chosen, params=MAPPINGS[chosen].fit(features, people), predicted=predicted,
        constant=held_out["constant"], known_raters=known,
        half_width=_conformal_reach(residuals, slack), covered=_coverage(residuals, folds, slack),
        errors={name: rmse(people, each) for name, each in held_out.items()},
    )  # fmt: skip


def rmse(people: Floats, predicted: Floats) -> float:
    """The root mean squared error of predictions (n,)."""
    return float(np.sqrt(np.mean((people - predicted) ** 2)))


def _held_out(method: Method, features: Features, people: Floats, folds: Ints) -> Floats:
    predicted = np.empty(len(people))
    for fold in range(FOLDS):
        test: Bools = folds == fold
        params = method.fit(features.rows(~test), people[~test])
        predicted[test] = method.apply(params, features.rows(test))
    return predicted


def _simplest_within_one_error(held_out: dict[str, Floats], people: Floats, groups: Ints) -> str:
    """The first (simplest) method whose squared error exceeds the least by no more than one standard error."""
    squared = {name: (people - predicted) ** 2 for name, predicted in held_out.items()}
    best = min(squared, key=lambda name: float(squared[name].mean()))
    codes = np.unique(groups, return_inverse=True)[1]
    for name in held_out:
        excess = squared[name] - squared[best]
        if excess.mean() <= _standard_error(excess, codes):
            return name
    return best


def _standard_error(values: Floats, groups: Ints) -> float:
    (sums,) = group_sums(groups, values - values.mean())
    count = len(sums)
    return float(np.sqrt(count / (count - 1) * (sums**2).sum()) / len(values))


def _held_out_with_raters(
    methods: dict[str, Method], features: Features, people: Floats, raters: Ints, folds: Ints
) -> Floats:
    """Out-of-fold predictions of the best of the methods together with each rater's shrunken offset."""
    fitting = [method for method in methods.values() if method.any_target]
    candidates = [_with_raters(method, features, people, raters, folds) for method in fitting]
    return min(candidates, key=lambda predicted: rmse(people, predicted))


def _with_raters(method: Method, features: Features, people: Floats, raters: Ints, folds: Ints) -> Floats:
    """The map is fitted to scores less the rater's offset, the offsets to what the map leaves, in turn."""
    size = int(raters.max()) + 1
    predicted = np.empty(len(people))
    for fold in range(FOLDS):
        test: Bools = folds == fold
        train, scores, by = features.rows(~test), people[~test], raters[~test]
        offsets = np.zeros(size)
        for _ in range(_BACKFITS):
            params = method.fit(train, scores - offsets[by])
            offsets = rater_offsets(scores - method.apply(params, train), by, size)
        predicted[test] = method.apply(params, features.rows(test)) + offsets[raters[test]]
    return predicted


def _conformal_reach(residuals: Floats, slack: float, share: float = 0.9) -> float:
    """The split-conformal quantile of absolute residuals (Lei et al. 2018, section 2.2), and the slack."""
    n = len(residuals)
    rank = min(n, int(np.ceil((n + 1) * share)))
    return float(np.sort(residuals)[rank - 1]) + slack


def _coverage(residuals: Floats, folds: Ints, slack: float) -> float:
    """The share of each fold's scores within the reach that the other folds' residuals give."""
    inside = [residuals[folds == fold] <= _conformal_reach(residuals[folds != fold], slack) for fold in range(FOLDS)]
    return float(np.concatenate(inside).mean())
