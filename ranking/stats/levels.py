"""How well every level of a Likert scale is foretold, not only its mean."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData, require_finite
from ranking.stats.folds import FOLDS, group_folds
from ranking.stats.mappings.base import Features
from ranking.stats.mappings.ordinal import MIN_ROWS, MOST_LEVELS, ORDINAL, probabilities


def level_losses(features: Features, people: Floats, *, groups: Ints, seed: int) -> dict[str, float]:
    """The mean negative log-likelihood (nats) of people's levels (n,), held out in five folds by group.

    `constant` foretells every level as often as it occurs (a level that did not occur once among n as one of n + 1),
    `calibrated` by proportional odds in the judge's score. Raises NotEnoughData where people's scores are no few
    levels, or there are fewer than a hundred; NotConverged as ordinal regression does, NotNumbers.
    """
    require_finite(people, features.column())
    if not ORDINAL.suits(features, people):
        raise NotEnoughData(
            Said(
                "Levels are foretold from {rows} scores of people on three to {levels} levels (means of people are "
                "none), by a judge that varies.",
                rows=MIN_ROWS, levels=MOST_LEVELS,
            )
        )  # fmt: skip
    folds = group_folds(groups, seed=seed)
    losses = {"constant": np.empty(len(people)), "calibrated": np.empty(len(people))}
    for fold in range(FOLDS):
        test = folds == fold
        seen, counts = np.unique(people[~test], return_counts=True)
        params = ORDINAL.fit(features.rows(~test), people[~test])
        shares = np.tile(counts / counts.sum(), (int(test.sum()), 1))
        least = 1 / (int((~test).sum()) + 1)
        losses["constant"][test] = _losses(shares, seen, people[test], least)
        losses["calibrated"][test] = _losses(probabilities(params, features.rows(test)), seen, people[test], least)
    return {name: float(each.mean()) for name, each in losses.items()}


def _losses(chances: Floats, levels: Floats, people: Floats, least: float) -> Floats:
    place = np.searchsorted(levels, people)
    known = (place < len(levels)) & (levels[np.minimum(place, len(levels) - 1)] == people)
    chance = np.where(known, chances[np.arange(len(people)), np.minimum(place, len(levels) - 1)], 0.0)
    return -np.log(np.maximum(chance, least))
