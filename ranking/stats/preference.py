"""The probability that people prefer a over b, out of a judge's verdicts, places or scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.choice import simplest_within_one_error
from ranking.stats.errors import NotEnoughData, require_finite, require_numbers
from ranking.stats.folds import FOLDS, group_folds
from ranking.stats.logistic import brier_score, clustered_covariance, fit_logistic, sigmoid
from ranking.stats.mappings.base import Params
from ranking.stats.optimism import loss_of_choosing
from ranking.stats.proportion import NINETY_FIVE

MIN_PAIRS = 20
# What a judge must beat: either response is as likely, and who stood first is all that counts.
EVEN, POSITION = "even", "position"


@dataclass(frozen=True)
class Signals:
    """What a judge said of pairs (a, b), a row each (n,); every column changes its sign with a and b.

    `verdict` is its mean choice (1 for a, -1 for b, 0 a tie), `distance` by how many places of all a stood above b
    (1 from the first to the last; of two it is the verdict), `position` the mean standing of a (1 first, -1 second, 0
    unknown or both), `difference` a's score less b's, as a part of the judge's scale. What it did not say is 0.
    """

    verdict: Floats
    distance: Floats
    position: Floats
    difference: Floats

    def table(self, columns: tuple[str, ...]) -> Floats:
        """Some of the columns (n, d)."""
        found = [getattr(self, name) for name in columns]
        return np.stack(found, axis=1) if found else np.zeros((len(self.verdict), 0))

    def rows(self, chosen: Ints) -> Signals:
        """Some of the pairs."""
        return Signals(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


# The columns of every candidate, the simplest first. There is no intercept: which response is called a means nothing.
PREFERENCES: dict[str, tuple[str, ...]] = {
    EVEN: (),
    POSITION: ("position",),
    "verdict": ("verdict",),
    "difference": ("difference",),
    "verdict_position": ("verdict", "position"),
    "distance_position": ("distance", "position"),
}


@dataclass(frozen=True)
class PreferenceFit:
    """Held-out log loss and Brier score of three predictions, and the map fitted on all pairs.

    `constant` knows only who stood first; `raw` takes the judge at its word; `calibrated` is the chosen method, whose
    out-of-fold chances are `chance` (n,). `fresh` is the log loss to expect of new prompts: that of the choice, with
    what choosing by it flatters taken out. `params` are its coefficients (log-odds for a) and their covariance by
    group.
    """

    method: str
    params: Params
    logloss: dict[str, float]
    brier: dict[str, float]
    fresh: float
    chance: Floats
    n_pairs: int

    @property
    def signal(self) -> bool:
        """Whether the judge says anything of what people prefer."""
        return self.method not in (EVEN, POSITION)

    @property
    def turned(self) -> bool:
        """Whether what the judge puts first is held to be what people put last."""
        said = [weight for name, weight in self.params["coefficients"].items() if name != POSITION]
        return any(weight < 0 for weight in said)


def signals_of(
    *, verdict: Floats, position: Floats, distance: Floats | None = None, difference: Floats | None = None
) -> Signals:
    """Signals with what is not given left out."""
    return Signals(
        verdict=verdict,
        distance=verdict if distance is None else distance,
        position=position,
        difference=np.zeros(len(verdict)) if difference is None else difference,
    )


def fit_preference(
    share: Floats, votes: Floats, *, signals: Signals, raw: Floats, groups: Ints, seed: int
) -> PreferenceFit:
    """Fit people's `share` (n,) for a, out of `votes` (n,), on a judge's signals; `raw` (n,) is the chance it claims.

    The simplest of `PREFERENCES` within one standard error of the least log loss, in five folds by group, and never one
    that is worse than even chances or than who stood first. Raises NotEnoughData below twenty pairs or five groups, or
    where people favour neither response of any pair; NotNumbers.
    """
    if len(share) < MIN_PAIRS:
        raise NotEnoughData(
            Said(
                "Held-out figures need at least {least} pairs that people judged; there are {n}.",
                least=MIN_PAIRS,
                n=len(share),
            )
        )
    require_finite(share, votes, raw, *(getattr(signals, name) for name in signals.__dataclass_fields__))
    if (share == 0.5).all():
        raise NotEnoughData(Said("People favour neither response of any pair: there is no preference to predict."))
    folds = group_folds(groups, seed=seed)
    chances = {
        name: _held_out(signals.table(columns), share, votes, folds)
        for name, columns in PREFERENCES.items()
        if _suits(name, signals)
    }
    losses = {name: pair_losses(share, chance) * votes / votes.mean() for name, chance in chances.items()}
    floor = min((EVEN, POSITION), key=lambda name: float(losses[name].mean()))
    chosen = _chosen(losses, groups, floor, seed)
    kept = {"constant": chances[POSITION], "raw": raw, "calibrated": chances[chosen]}
    return PreferenceFit(
        method=chosen,
        params=fit_columns(PREFERENCES[chosen], signals, share, votes, groups),
        logloss={name: float(np.average(pair_losses(share, one), weights=votes)) for name, one in kept.items()},
        brier={name: brier_score(share, one, votes) for name, one in kept.items()},
        fresh=_fresh(losses, chosen, groups, floor, seed),
        chance=chances[chosen],
        n_pairs=len(share),
    )


def _chosen(losses: dict[str, Floats], groups: Ints, floor: str, seed: int) -> str:
    """The method, or the floor where what was found is not expected to beat it on new prompts."""
    chosen = simplest_within_one_error(losses, groups, floor=floor)
    if chosen == floor:
        return chosen
    fresh = loss_of_choosing(losses, groups, floor=floor, seed=seed)
    return chosen if fresh < float(losses[floor].mean()) else floor


def _fresh(losses: dict[str, Floats], chosen: str, groups: Ints, floor: str, seed: int) -> float:
    """Where nothing was found better than the floor, nothing was flattered."""
    told = float(losses[chosen].mean())
    return told if chosen == floor else max(told, loss_of_choosing(losses, groups, floor=floor, seed=seed))


def taken_at_its_word(verdict: Floats, verdicts: Ints) -> Floats:
    """The chance (n,) that mean verdicts claim: (verdicts for a + 1) / (verdicts + 2), a tie being half (Laplace)."""
    return np.asarray((verdicts * (verdict + 1) / 2 + 1) / (verdicts + 2))


def fit_columns(columns: tuple[str, ...], signals: Signals, share: Floats, votes: Floats, groups: Ints) -> Params:
    """Coefficients by column and their covariance, by logistic regression clustered by group. Raises
    NotEnoughData when empty, NotNumbers."""
    if not columns:
        return {"coefficients": {}, "covariance": []}
    table = signals.table(columns)
    require_numbers(share, votes, table)
    fit = fit_logistic(table, share, votes)
    codes = codes_of(groups)
    covariance = clustered_covariance(fit, table, share, votes, codes)
    return {
        "coefficients": dict(zip(columns, fit.coefficients.tolist(), strict=True)),
        "covariance": covariance.tolist(),
    }


def chances(params: Params, signals: Signals) -> tuple[Floats, Floats, Floats]:
    """The chance (n,) that people prefer a, and its 95 % interval (how well the map itself is known). Raises
    NotNumbers."""
    columns = tuple(params["coefficients"])
    table = signals.table(columns)
    require_finite(table)
    odds = table @ np.array([params["coefficients"][name] for name in columns], dtype=float)
    covariance = np.asarray(params["covariance"], dtype=float).reshape(len(columns), len(columns))
    error = np.sqrt(np.maximum(np.einsum("ni,ij,nj->n", table, covariance, table), 0))
    reach = NINETY_FIVE * error
    return sigmoid(odds), sigmoid(odds - reach), sigmoid(odds + reach)


def pair_losses(share: Floats, chance: Floats) -> Floats:
    """The negative log-likelihood (n,) of shares under chances."""
    inside = np.clip(chance, 1e-12, 1 - 1e-12)
    return np.asarray(-(share * np.log(inside) + (1 - share) * np.log(1 - inside)))


def _suits(name: str, signals: Signals) -> bool:
    """Whether the candidate says anything that a simpler one does not."""
    if name in (EVEN, POSITION):
        return True
    if name == "difference":
        return bool(signals.difference.any())
    if name == "distance_position":
        return bool((signals.distance != signals.verdict).any())
    if name == "verdict_position":
        return bool(signals.verdict.any() and signals.position.any())
    return bool(signals.verdict.any())


def _held_out(table: Floats, share: Floats, votes: Floats, folds: Ints) -> Floats:
    chance = np.empty(len(share))
    for fold in range(FOLDS):
        test = folds == fold
        chance[test] = fit_logistic(table[~test], share[~test], votes[~test]).chance(table[test])
    return chance
