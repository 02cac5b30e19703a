"""Would a person accept this? A probability out of a score, and whether such probabilities may be believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.accepting import ACCEPTORS
from ranking.stats.accepting.base import Acceptor, Claims
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.choice import simplest_within_one_error
from ranking.stats.errors import NotConverged, NotEnoughData, require_finite
from ranking.stats.folds import FOLDS, group_folds
from ranking.stats.mappings.base import Params
from ranking.stats.means import Mean, cluster_mean
from ranking.stats.reliability_diagram import Quality, quality

MIN_ROWS = 20
# Where a rubric sets no threshold: a score in the upper quarter of the scale is accepted.
ACCEPTED_SHARE = 0.75

# The score of every row (n,), where whatever makes it was fitted to some of the rows only.
Scoring = Callable[[Bools], Floats]


@dataclass(frozen=True)
class Acceptance:
    """The chosen map from score to chance, fitted on all rows, and the held-out quality of three probabilities.

    `constant` is the share accepted in the other folds; `raw` what the score claims by itself; `calibrated` the chosen
    map's, whose out-of-fold chances are `chance` (n,). `gain` is the Brier score of raw less that of calibrated, with
    an interval by group; `accepted` the share that people accepted.
    """

    method: str
    params: Params
    qualities: dict[str, Quality]
    chance: Floats
    gain: Mean
    accepted: float
    n: int


def accepted_from(minimum: float, maximum: float, threshold: float | None) -> float:
    """From which score on a scale a response is accepted: the rubric's threshold, else three quarters of the way."""
    return minimum + ACCEPTED_SHARE * (maximum - minimum) if threshold is None else threshold


def acceptance(accepted: Floats, score: Floats | Scoring, *, raw: Floats, groups: Ints, seed: int) -> Acceptance:
    """Fit whether people accepted (n,), 0 or 1, on a `score` (n,); `raw` (n,) is the chance it claims by itself.

    A score that was itself fitted to these people is given as a function of the rows to fit on, so that it is held
    out too. The map is the simplest within one standard error of the least Brier score, in five folds by group.
    Raises NotEnoughData below twenty rows or five groups, or where people accepted all or nothing; NotNumbers.
    """
    if len(accepted) < MIN_ROWS:
        raise NotEnoughData(
            Said("At least {least} answers of people are needed; there are {n}.", least=MIN_ROWS, n=len(accepted))
        )
    require_finite(accepted, raw)
    if accepted.min() == accepted.max():
        raise NotEnoughData(Said("People accepted all of it, or nothing: there is no difference to predict."))
    folds = group_folds(groups, seed=seed)
    scoring = score if callable(score) else _as_it_is(score)
    whole = Claims(scoring(np.ones(len(accepted), dtype=bool)), raw)
    require_finite(whole.score)
    chances = _all_held_out(whole, scoring, raw, accepted, folds)
    chosen = simplest_within_one_error(
        {name: (accepted - chance) ** 2 for name, chance in chances.items()}, groups, floor="constant"
    )
    params = ACCEPTORS[chosen].fit(whole, accepted)
    by = ACCEPTORS[chosen].apply(params, whole)
    before, after = (accepted - raw) ** 2, (accepted - chances[chosen]) ** 2
    return Acceptance(
        method=chosen, params=params,
        qualities={
            "constant": quality(accepted, chances["constant"], seed=seed, bins=1),
            "raw": quality(accepted, raw, seed=seed),
            "calibrated": quality(accepted, chances[chosen], seed=seed, by=by),
        },
        chance=chances[chosen], gain=cluster_mean(before - after, groups),
        accepted=float(accepted.mean()), n=len(accepted),
    )  # fmt: skip


def _as_it_is(score: Floats) -> Scoring:
    return lambda _train: score


def _all_held_out(whole: Claims, scoring: Scoring, raw: Floats, accepted: Floats, folds: Ints) -> dict[str, Floats]:
    """The chances of every method that suits the data; one that does not settle is no candidate."""
    scores = {fold: scoring(folds != fold) for fold in range(FOLDS)}
    found = {}
    for name, acceptor in ACCEPTORS.items():
        if acceptor.suits(whole):
            try:
                found[name] = _held_out(acceptor, scores, raw, accepted, folds)
            except NotConverged:
                continue
    return found


def _held_out(acceptor: Acceptor, scores: dict[int, Floats], raw: Floats, accepted: Floats, folds: Ints) -> Floats:
    chance = np.empty(len(accepted))
    for fold, score in scores.items():
        test, claims = folds == fold, Claims(score, raw)
        params = acceptor.fit(claims.rows(~test), accepted[~test])
        chance[test] = acceptor.apply(params, claims.rows(test))
    return chance
