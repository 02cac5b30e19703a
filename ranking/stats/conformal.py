"""Intervals around a mapping's predictions that hold people's scores as often as they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.clustered import mean_and_error
from ranking.stats.errors import NotEnoughData
from ranking.stats.folds import FOLDS
from ranking.stats.mappings.base import Params

SHARE = 0.9
MIN_GROUPS = 9
# Rows for a spread of four coefficients.
_MIN_VARYING = 100
# People's scores are few distinct numbers: without this share of their range, the small differences between the
# folds' predictions decide whether a whole level falls inside the interval.
_SLACK = 0.01
# No row is said to be easier than this part of the average.
_LEAST = 0.25
_PENALTY = 1.0
# Fewer groups do not show how far their rows go together.
_TELLING_GROUPS = 30


@dataclass(frozen=True)
class Errors:
    """What intervals are made of, a row each (n,): the prediction, the absolute error held out, the judge's own
    doubt (standard deviation of what it said, in points; nan unknown), and the group that no fold parts."""

    predicted: Floats
    error: Floats
    doubt: Floats
    groups: Ints

    def rows(self, chosen: Bools) -> Errors:
        """Some of the rows."""
        return Errors(self.predicted[chosen], self.error[chosen], self.doubt[chosen], self.groups[chosen])


@dataclass(frozen=True)
class Reach:
    """How far an interval reaches to each side, in points: quantile x spread + slack.

    `spread` is empty where every row is taken as equally hard (a spread of 1), else the coefficients of
    max(least, intercept + predicted x p + squared x p^2 + doubt x d), with `unknown` for a doubt that is not known.
    """

    quantile: float
    slack: float
    spread: Params

    def half_widths(self, predicted: Floats, doubt: Floats) -> Floats:
        """The half width (n,) around each prediction (n,); `doubt` (n,) may be nan."""
        return self.quantile * spread_of(self.spread, predicted, doubt) + self.slack


@dataclass(frozen=True)
class Intervals:
    """The reach fitted on all rows, and held out: each row's half width (n,) and the share of scores inside."""

    reach: Reach
    halves: Floats
    covered: float


def intervals(
    errors: Errors, people: Floats, folds: Ints, *, scale: tuple[float, float] | None = None, varying: bool = True
) -> Intervals:
    """90 % intervals around out-of-fold predictions of people's scores (n,), clipped to the `scale` where given.

    Split conformal on absolute errors (Lei et al. 2018, section 2.2), or on errors over a fitted spread (section
    5.2) where that gives a better interval score (Gneiting & Raftery 2007, equation 43) by more than one standard
    error, by group. Where predictions are not `varying`, every row gets people's mean, and errors are distances to that
    very mean (of the rows fitted on). Rows of one group are not independent: the quantile is raised by one part in as
    many rows as they are worth (see `_worth`). Raises NotEnoughData below nine groups.
    """
    count = len(np.unique(errors.groups))
    if count < MIN_GROUPS:
        raise NotEnoughData(
            Said(
                "An interval that holds 90 % needs at least {least} groups of items (different prompts); there are "
                "{n}.",
                least=MIN_GROUPS, n=count,
            )
        )  # fmt: skip
    slack = _SLACK * float(np.ptp(people))
    if not varying:
        return _around_the_mean(errors, people, folds, slack)
    even = _held_out(errors, folds, slack, varying=False)
    if len(people) >= _MIN_VARYING:
        other = _held_out(errors, folds, slack, varying=True)
        gains = _score(errors, people, even, scale) - _score(errors, people, other, scale)
        gain, error = mean_and_error(gains, errors.groups)
        if gain > error:
            return _intervals(errors, slack, other, varying=True)
    return _intervals(errors, slack, even, varying=False)


def _around_the_mean(errors: Errors, people: Floats, folds: Ints, slack: float) -> Intervals:
    """Intervals where every row gets people's mean.

    The folds' means differ by little, but where scores are few distinct numbers that little would decide, fold by fold,
    whether a whole level lies inside: worst on a scale of two. Around one mean every level is inside or it is not.
    """
    halves = np.empty(len(people))
    for fold in range(FOLDS):
        test: Bools = folds == fold
        halves[test] = _to_the_mean(people[~test], errors.groups[~test], slack).quantile + slack
    inside = float((errors.error <= halves).mean())
    return Intervals(_to_the_mean(people, errors.groups, slack), halves, inside)


def _to_the_mean(people: Floats, groups: Ints, slack: float) -> Reach:
    return Reach(_raised(np.abs(people - people.mean()), groups), slack, {})


def _intervals(errors: Errors, slack: float, halves: Floats, *, varying: bool) -> Intervals:
    return Intervals(_reach(errors, slack, varying=varying), halves, float((errors.error <= halves).mean()))


def clipped(predicted: Floats, halves: Floats, scale: tuple[float, float]) -> tuple[Floats, Floats]:
    """The ends (n,) of the intervals, within the scale.

    They are around the prediction as it is served, which is within the scale too: around one beyond it there may be
    nothing left to tell. People's scores are no further from it, so it holds at least as many.
    """
    low, high = scale
    served = np.clip(predicted, low, high)
    return np.maximum(served - halves, low), np.minimum(served + halves, high)


def longer_side(predicted: Floats, ends: tuple[Floats, Floats], scale: tuple[float, float]) -> Floats:
    """How far the intervals (n,) reach from the prediction as it is served, to the longer side."""
    served = np.clip(predicted, *scale)
    return np.asarray(np.maximum(served - ends[0], ends[1] - served))


def spread_of(spread: Params, predicted: Floats, doubt: Floats) -> Floats:
    """How hard each row (n,) is."""
    if not spread:
        return np.ones(len(predicted))
    known = np.where(np.isnan(doubt), spread["unknown"], doubt)
    told = spread["intercept"] + spread["predicted"] * predicted + spread["squared"] * predicted**2
    return np.maximum(spread["least"], told + spread["doubt"] * known)


def _held_out(errors: Errors, folds: Ints, slack: float, *, varying: bool) -> Floats:
    """Each row's half width (n,) as the other folds give it."""
    halves = np.empty(len(errors.error))
    for fold in range(FOLDS):
        test: Bools = folds == fold
        reach = _reach(errors.rows(~test), slack, varying=varying)
        halves[test] = reach.half_widths(errors.predicted[test], errors.doubt[test])
    return halves


def _reach(errors: Errors, slack: float, *, varying: bool) -> Reach:
    spread = _fit_spread(errors) if varying else {}
    over = errors.error / spread_of(spread, errors.predicted, errors.doubt)
    return Reach(_raised(over, errors.groups), slack, spread)


def _raised(over: Floats, groups: Ints) -> float:
    """The quantile of errors (n,) that a new one does not exceed nine times in ten."""
    worth = _worth(over, groups)
    return _upper(over, SHARE * (worth + 1) / worth)


def _upper(values: Floats, share: float) -> float:
    """The least value (n,) that at least this share of all do not exceed; the greatest for a share above 1."""
    rank = min(len(values), int(np.ceil(share * len(values) - 1e-9)))
    return float(np.sort(values)[rank - 1])


def _worth(over: Floats, groups: Ints) -> float:
    """How many independent rows the rows are worth, by how far exceeding the plain quantile goes by group (the design
    effect of Kish 1965, section 5.4): from the number of groups, which is exact for groups that stand or fall
    together (Lee, Barber & Willett 2023), to the number of rows. Few groups cannot tell, and count as themselves.
    """
    n, count = len(over), len(np.unique(groups))
    if count < _TELLING_GROUPS or count == n:
        return float(count)
    share, error = mean_and_error((over > _upper(over, SHARE)).astype(float), groups)
    alone = share * (1 - share)
    return float(np.clip(alone / error**2, count, n)) if error > 0 and alone > 0 else float(count)


def _fit_spread(errors: Errors) -> Params:
    """Ridge of absolute errors on the prediction, its square and the doubt, in standard deviations of each."""
    seen = errors.doubt[~np.isnan(errors.doubt)]
    unknown = float(seen.mean()) if len(seen) else 0.0
    doubt = np.where(np.isnan(errors.doubt), unknown, errors.doubt)
    table = np.stack([errors.predicted, errors.predicted**2, doubt], axis=1)
    middle, width = table.mean(axis=0), table.std(axis=0)
    width[width <= 1e-9 * np.maximum(1.0, np.abs(middle))] = np.inf
    scaled, mean = (table - middle) / width, float(errors.error.mean())
    weights = np.linalg.solve(scaled.T @ scaled + _PENALTY * np.eye(3), scaled.T @ (errors.error - mean)) / width
    return {
        "intercept": float(mean - weights @ middle), "predicted": float(weights[0]), "squared": float(weights[1]),
        "doubt": float(weights[2]), "unknown": unknown, "least": max(_LEAST * mean, 1e-9),
    }  # fmt: skip


def _score(errors: Errors, people: Floats, halves: Floats, scale: tuple[float, float] | None) -> Floats:
    """The interval score (n,) of 90 % intervals: width, and twenty times what a score lies outside by."""
    low, high = clipped(errors.predicted, halves, scale or (-np.inf, np.inf))
    outside = np.maximum(low - people, 0) + np.maximum(people - high, 0)
    return (high - low) + 2 / (1 - SHARE) * outside
