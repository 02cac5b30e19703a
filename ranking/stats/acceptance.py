"""Would a person accept this? A probability out of a score, and whether such probabilities may be believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData
from ranking.stats.folds import FOLDS, group_folds
from ranking.stats.logistic import fit_logistic, log_loss
from ranking.stats.pointwise import CurvePoint, calibration_curve

MIN_ROWS = 20


@dataclass(frozen=True)
class Quality:
    """How good probabilities are: expected calibration error, Brier score, mean log loss (nats), and the diagram."""

    ece: float
    brier: float
    log_loss: float
    diagram: list[CurvePoint]


@dataclass(frozen=True)
class Acceptance:
    """Held-out quality of three probabilities, and the map fitted on all rows.

    `constant` is the share accepted in the other folds; `raw` what the score claims by itself; `calibrated` is
    logistic in the score: log-odds `intercept` + `slope` x score. `accepted` is the share that people accepted.
    """

    qualities: dict[str, Quality]
    intercept: float
    slope: float
    accepted: float
    n: int


def acceptance(accepted: Floats, score: Floats, *, raw: Floats, groups: Ints, seed: int) -> Acceptance:
    """Fit whether people accepted (n,), 0 or 1, on a `score` (n,); `raw` (n,) is the chance it claims by itself.

    Platt (1999) scaling, held out by group. The error of calibration is over ten bins of equal mass (Naeini,
    Cooper & Hauskrecht 2015). Raises NotEnoughData below twenty rows or five groups, or where people accepted all or
    nothing.
    """
    if len(accepted) < MIN_ROWS:
        raise NotEnoughData(
            Said("At least {least} answers of people are needed; there are {n}.", least=MIN_ROWS, n=len(accepted))
        )
    if accepted.min() == accepted.max():
        raise NotEnoughData(Said("People accepted all of it, or nothing: there is no difference to predict."))
    folds = group_folds(groups, seed=seed)
    middle, spread = float(score.mean()), float(score.std()) or 1.0
    table = np.stack([np.ones(len(score)), (score - middle) / spread], axis=1)
    weights = np.ones(len(accepted))
    chances = {
        "constant": _held_out(table[:, :1], accepted, weights, folds),
        "raw": raw,
        "calibrated": _held_out(table, accepted, weights, folds),
    }
    intercept, slope = fit_logistic(table, accepted, weights).coefficients
    return Acceptance(
        qualities={name: quality(accepted, chance) for name, chance in chances.items()},
        intercept=float(intercept - slope * middle / spread), slope=float(slope / spread),
        accepted=float(accepted.mean()), n=len(accepted),
    )  # fmt: skip


def quality(accepted: Floats, chance: Floats) -> Quality:
    """How far probabilities (n,) are from what happened (n,), 0 or 1."""
    diagram = calibration_curve(accepted, chance)
    n = np.array([point.n for point in diagram])
    gaps = np.array([abs(point.predicted - point.observed) for point in diagram])
    return Quality(
        ece=float(np.average(gaps, weights=n)),
        brier=float(np.mean((accepted - chance) ** 2)),
        log_loss=log_loss(accepted, chance, np.ones(len(accepted))),
        diagram=diagram,
    )


def _held_out(table: Floats, accepted: Floats, weights: Floats, folds: Ints) -> Floats:
    chance = np.empty(len(accepted))
    for fold in range(FOLDS):
        test = folds == fold
        chance[test] = fit_logistic(table[~test], accepted[~test], weights[~test]).chance(table[test])
    return chance
