"""The probability that people prefer a over b, out of a judge's verdicts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData
from ranking.stats.folds import FOLDS, group_folds
from ranking.stats.logistic import fit_logistic, log_loss

MIN_PAIRS = 20


@dataclass(frozen=True)
class PreferenceFit:
    """Held-out log loss and Brier score of three predictions, and the map fitted on all pairs.

    `constant` knows only who stood first; `raw` takes the verdicts at their word, (for a + 1) / (verdicts + 2) with
    a tie as half; `calibrated` is logistic in the mean verdict and the mean standing. `coefficients` are of
    the last: log-odds for a per unanimous verdict for a, and per standing first.
    """

    logloss: dict[str, float]
    brier: dict[str, float]
    coefficients: dict[str, float]
    n_pairs: int


def fit_preference(
    share: Floats, votes: Floats, *, chose: Floats, stood: Floats, verdicts: Ints, groups: Ints, seed: int
) -> PreferenceFit:
    """Fit people's `share` (n,) for a, out of `votes` (n,), on a judge's mean choice and standing (n,).

    There is no intercept: which response is called a means nothing. Raises NotEnoughData below twenty pairs
    or five groups.
    """
    if len(share) < MIN_PAIRS:
        raise NotEnoughData(
            Said(
                "Held-out figures need at least {least} pairs that people judged; there are {n}.",
                least=MIN_PAIRS,
                n=len(share),
            )
        )
    folds = group_folds(groups, seed=seed)
    position, both = stood[:, None], np.stack([chose, stood], axis=1)
    chances = {
        "constant": _held_out(position, share, votes, folds),
        "raw": (verdicts * (chose + 1) / 2 + 1) / (verdicts + 2),
        "calibrated": _held_out(both, share, votes, folds),
    }
    verdict, standing = fit_logistic(both, share, votes).coefficients
    return PreferenceFit(
        logloss={name: log_loss(share, chance, votes) for name, chance in chances.items()},
        brier={name: float(np.average((share - chance) ** 2, weights=votes)) for name, chance in chances.items()},
        coefficients={"verdict": float(verdict), "position": float(standing)},
        n_pairs=len(share),
    )


def _held_out(table: Floats, share: Floats, votes: Floats, folds: Ints) -> Floats:
    chance = np.empty(len(share))
    for fold in range(FOLDS):
        test = folds == fold
        chance[test] = fit_logistic(table[~test], share[~test], votes[~test]).chance(table[test])
    return chance
