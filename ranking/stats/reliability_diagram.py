"""Whether probabilities may be believed: the diagram, its error, and what chance alone would make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import require_numbers
from ranking.stats.logistic import log_loss
from ranking.stats.pointwise import BINS, CurvePoint, bins_by, calibration_curve
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


def quality(accepted: Floats, chance: Floats, *, seed: int = 0, bins: int = BINS, by: Floats | None = None) -> Quality:
    """How far probabilities (n,) are from what happened (n,), 0 or 1 (or a share).

    The error of calibration is over ten bins of equal mass (Naeini, Cooper & Hauskrecht 2015), of the probabilities or
    of what else they are binned `by` (n,). The intervals of the diagram are Wilson's. Raises NotEnoughData when
    empty, NotNumbers.
    """
    require_numbers(accepted, chance)
    certain = ((chance == 0) & (accepted > 0)) | ((chance == 1) & (accepted < 1))
    points = calibration_curve(accepted, chance, bins=bins, by=by)
    gaps = np.array([abs(point.predicted - point.observed) for point in points])
    return Quality(
        ece=float(np.average(gaps, weights=[point.n for point in points])),
        ece_by_chance=_by_chance(chance, bins_by(chance if by is None else by, bins), seed),
        brier=float(np.mean((accepted - chance) ** 2)),
        log_loss=None if certain.any() else log_loss(accepted, chance, np.ones(len(accepted))),
        diagram=[_point(one) for one in points],
    )


def _by_chance(chance: Floats, bins: list[Ints], seed: int) -> float:
    """The mean error over draws of what happens, each row with its own probability (Bröcker & Smith 2007)."""
    draws = min(_MOST_DRAWS, max(_LEAST_DRAWS, _NUMBERS // len(chance)))
    drawn = np.random.default_rng(seed).random((draws, len(chance))) < chance
    gaps = [np.abs((drawn[:, rows] - chance[rows]).sum(axis=1)) for rows in bins]
    return float(np.sum(gaps, axis=0).mean() / len(chance))


def _point(one: CurvePoint) -> CurvePoint:
    share = wilson(one.observed * one.n, one.n)
    return replace(one, low=share.low, high=share.high)
