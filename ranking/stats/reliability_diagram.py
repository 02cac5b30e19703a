"""Whether probabilities may be believed: the diagram, its error, and what chance alone would make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.logistic import log_loss
from ranking.stats.pointwise import BINS, CurvePoint, calibration_curve
from ranking.stats.proportion import wilson

_DRAWS = 200


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


def quality(accepted: Floats, chance: Floats, *, seed: int = 0, bins: int = BINS) -> Quality:
    """How far probabilities (n,) are from what happened (n,), 0 or 1.

    The error of calibration is over ten bins of equal mass (Naeini, Cooper & Hauskrecht 2015); a constant that differs
    a little from fold to fold is one bin. The intervals of the diagram are Wilson's.
    """
    certain = ((chance == 0) & (accepted > 0)) | ((chance == 1) & (accepted < 1))
    return Quality(
        ece=_ece(accepted, chance, bins),
        ece_by_chance=_by_chance(chance, bins, seed),
        brier=float(np.mean((accepted - chance) ** 2)),
        log_loss=None if certain.any() else log_loss(accepted, chance, np.ones(len(accepted))),
        diagram=[_point(one) for one in calibration_curve(accepted, chance, bins=bins)],
    )


def _ece(accepted: Floats, chance: Floats, bins: int) -> float:
    points = calibration_curve(accepted, chance, bins=bins)
    gaps = np.array([abs(point.predicted - point.observed) for point in points])
    return float(np.average(gaps, weights=[point.n for point in points]))


def _by_chance(chance: Floats, bins: int, seed: int) -> float:
    """The mean error over draws of what happens, each row with its own probability (Bröcker & Smith 2007)."""
    order = np.argsort(chance, kind="stable")
    sizes = np.array([point.n for point in calibration_curve(chance, chance, bins=bins)])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    drawn = np.random.default_rng(seed).random((_DRAWS, len(chance))) < chance[order]
    gaps = np.abs(np.add.reduceat(drawn - chance[order], starts, axis=1))
    return float(gaps.sum(axis=1).mean() / len(chance))


def _point(one: CurvePoint) -> CurvePoint:
    share = wilson(one.observed * one.n, one.n)
    return replace(one, low=share.low, high=share.high)
