"""Whether probabilities may be believed: the diagram, its error, and what chance alone would make of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import require_numbers
from ranking.stats.logistic import brier_score, log_loss
from ranking.stats.pointwise import BINS, CurvePoint, bins_by
from ranking.stats.proportion import wilson

# Draws of what happens by chance, and numbers drawn in all: many rows need few draws.
_MOST_DRAWS, _LEAST_DRAWS, _NUMBERS = 200, 20, 4_000_000


@dataclass(frozen=True)
class Quality:
    """How good probabilities are: expected calibration error, Brier score, mean log loss (nats), and the diagram.

    `ece_by_chance` is what the error would be on as many rows if every probability were exactly right: an error of
    that size is no fault. `log_loss` is None where something was claimed for certain and did not happen.
    """

    ece: float
    ece_by_chance: float
    brier: float
    log_loss: float | None
    diagram: list[CurvePoint]


def quality(
    accepted: Floats,
    chance: Floats,
    *,
    seed: int = 0,
    bins: int = BINS,
    by: Floats | None = None,
    weights: Floats | None = None,
) -> Quality:
    """How far probabilities (n,) are from what happened (n,), 0 or 1 (or a share), each row with its weight (n,) if
    given, such as of how many people it is the share.

    The error of calibration is over ten bins of equal mass (Naeini, Cooper & Hauskrecht 2015), of the probabilities or
    of what else they are binned `by` (n,). The intervals of the diagram are Wilson's. Raises NotEnoughData when
    empty, NotNumbers.
    """
    weight = np.ones(len(accepted)) if weights is None else weights
    require_numbers(accepted, chance, weight)
    certain = ((chance == 0) & (accepted > 0)) | ((chance == 1) & (accepted < 1))
    binned = bins_by(chance if by is None else by, bins)
    points = [_point(accepted[rows], chance[rows], weight[rows]) for rows in binned]
    gaps = np.array([abs(point.predicted - point.observed) for point in points])
    return Quality(
        ece=float(np.average(gaps, weights=[weight[rows].sum() for rows in binned])),
        ece_by_chance=_by_chance(chance, binned, weight, seed),
        brier=brier_score(accepted, chance, weight),
        log_loss=None if certain.any() else log_loss(accepted, chance, weight),
        diagram=points,
    )


def _by_chance(chance: Floats, bins: list[Ints], weights: Floats, seed: int) -> float:
    """The mean error over draws of what happens, each row with its own probability (Bröcker & Smith 2007)."""
    draws = min(_MOST_DRAWS, max(_LEAST_DRAWS, _NUMBERS // len(chance)))
    drawn = np.random.default_rng(seed).random((draws, len(chance))) < chance
    gaps = [np.abs((drawn[:, rows] - chance[rows]) @ weights[rows]) for rows in bins]
    return float(np.sum(gaps, axis=0).mean() / weights.sum())


def _point(accepted: Floats, chance: Floats, weights: Floats) -> CurvePoint:
    n, observed = len(accepted), float(np.average(accepted, weights=weights))
    share = wilson(observed * n, n)
    return CurvePoint(float(np.average(chance, weights=weights)), observed, share.low, share.high, n)
