"""How far a judge's scores are from people's, and how they order the same responses."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.correlation import kendall, pearson, spearman
from ranking.stats.errors import require_numbers
from ranking.stats.student import t_reach

BINS = 10


@dataclass(frozen=True)
class Closeness:
    """Errors in points of people's scale; correlations are None where one side never varies."""

    rmse: float
    mae: float
    bias: float
    pearson: float | None
    spearman: float | None
    kendall: float | None


@dataclass(frozen=True)
class CurvePoint:
    """One bin of a calibration curve: mean prediction, mean of people, its 95 % interval (None of one row), rows."""

    predicted: float
    observed: float
    low: float | None
    high: float | None
    n: int


def closeness(people: Floats, predicted: Floats) -> Closeness:
    """Predictions (n,) beside people's scores (n,), n > 0; bias is predicted minus people's.

    Raises NotEnoughData when empty, NotNumbers.
    """
    require_numbers(people, predicted)
    gap = predicted - people
    varies = len(people) > 2 and float(np.ptp(people)) > 0 and float(np.ptp(predicted)) > 0
    return Closeness(
        rmse=float(np.sqrt(np.mean(gap**2))),
        mae=float(np.abs(gap).mean()),
        bias=float(gap.mean()),
        pearson=pearson(predicted, people) if varies else None,
        spearman=spearman(predicted, people) if varies else None,
        kendall=kendall(predicted, people) if varies else None,
    )


def calibration_curve(
    people: Floats, predicted: Floats, *, bins: int = BINS, by: Floats | None = None
) -> list[CurvePoint]:
    """Equal-mass bins of predictions (n,); rows with one prediction never fall into two bins.

    Held-out predictions of what is the same differ a little from fold to fold: `by` (n,) is what they are binned by
    instead, such as the predictions of one map for all rows. Raises NotEnoughData when empty, NotNumbers.
    """
    require_numbers(people, predicted)
    return [_curve_point(people[rows], predicted[rows]) for rows in bins_by(predicted if by is None else by, bins)]


def bins_by(values: Floats, bins: int = BINS) -> list[Ints]:
    """The rows of each of so many bins of about equal mass, fewer where values (n,) are equal."""
    order = np.argsort(values, kind="stable")
    edges = {round(place * len(order) / bins) for place in range(bins + 1)}
    starts = sorted({_first_equal(values[order], edge) for edge in edges})
    return [order[start:stop] for start, stop in pairwise(starts)]


def _first_equal(ordered: Floats, edge: int) -> int:
    return edge if edge >= len(ordered) else int(np.searchsorted(ordered, ordered[edge], side="left"))


def _curve_point(people: Floats, predicted: Floats) -> CurvePoint:
    n, mean = len(people), float(people.mean())
    if n < 2:
        return CurvePoint(float(predicted.mean()), mean, None, None, n)
    reach = float(t_reach(n - 1)) * float(people.std(ddof=1)) / np.sqrt(n)
    return CurvePoint(float(predicted.mean()), mean, float(mean - reach), float(mean + reach), n)
