"""Who stands where: strengths by any of the models, with intervals, places, and the chance of being the best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.aggregate.bradley_terry import bradley_terry_fitted
from ranking.stats.aggregate.bradley_terry_prior import PRIOR_SD
from ranking.stats.aggregate.connectivity import named_parts, strongly_connected
from ranking.stats.aggregate.davidson import davidson_fitted
from ranking.stats.aggregate.fitted import Fitted
from ranking.stats.aggregate.orders import Orders
from ranking.stats.aggregate.pairs import win_matrix
from ranking.stats.aggregate.plackett_luce import plackett_luce_fitted
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData, StatsError
from ranking.stats.ranks import Ranks, ranks
from ranking.stats.strengths import clusters_of, strengths
from ranking.stats.student import t_reach

DRAWS = 1000
ELO_PER_LOG = 400 / np.log(10)
# So many names of each part are told.
_NAMED = 6


@dataclass(frozen=True)
class Model:
    """How ballots become strengths, and what a tie is in it: half a win each, or an outcome of its own."""

    fitted: Callable[..., Fitted]
    ties: str


MODELS: dict[str, Model] = {
    "bradley_terry": Model(bradley_terry_fitted, "half"),
    "davidson": Model(davidson_fitted, "davidson"),
    "plackett_luce": Model(plackett_luce_fitted, "half"),
}
DEFAULT = "bradley_terry"


class NeverCompared(StatsError):
    """The contestants fall into parts that were never compared; `parts` are their names, the largest part first."""

    def __init__(self, parts: list[list[str]]) -> None:
        self.parts = parts
        told = [_named(part) for part in parts]
        super().__init__(
            Said(
                "The comparisons fall into {n} parts that were never compared with one another: {parts}. Strengths "
                "across them cannot be told. Compare at least one pair across the parts.",
                n=len(parts), parts=" | ".join(told[:_NAMED]) + (" | …" if len(told) > _NAMED else ""),
            )
        )  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Per name (k,): strength (sums to 1), Elo (1000 at the geometric mean, 400 per factor of ten) and its 95 %
    interval, places, comparisons.

    `model` is a key of MODELS; `prior` tells whether a weak prior kept the strengths finite; `clusters` is what
    intervals go over (rater, item, none); `tie_rate` is how likely two equals tie, where the model knows. `covariance`
    (k, k) is of log-strengths `theta`, with `freedom`; None, as all intervals, where nothing can be drawn anew.
    """

    names: list[str]
    theta: Floats
    strength: Floats
    elo: Floats
    elo_low: Floats | None
    elo_high: Floats | None
    ranks: Ranks | None
    n: Ints
    model: str
    prior: bool
    ties: str
    tie_rate: float | None
    clusters: str
    covariance: Floats | None
    freedom: int
    notes: list[Said]


def standing(orders: Orders, names: list[str], *, raters: Ints, items: Ints, model: str, seed: int) -> Standing:
    """Strengths of `names` from ballots whose rater and item are given by codes (ballots,).

    Bradley-Terry's estimate and interval are those of `ranking.stats.strengths`. The others' intervals are Student's t
    over the sandwich covariance of clusters (raters, items below ten raters), as are all places and reversals: see
    `aggregate.fitted`. Raises NeverCompared, NotEnoughData without two names, a comparison, or one that is no tie.
    """
    wins = _compared(orders, names)
    prior = not strongly_connected(wins)
    fitted, clusters, notes = _fitted(orders, raters, items, model, prior)
    found = _ends(orders, names, raters, items, fitted, clusters, model, seed)
    drawn = found.clusters != "none"
    theta = fitted.theta
    return Standing(
        names=names, theta=theta, strength=_shares(theta), elo=1000 + ELO_PER_LOG * theta,
        elo_low=found.low, elo_high=found.high,
        ranks=_ranks(fitted, seed) if drawn else None,
        n=np.bincount(np.concatenate([orders.pairs.one, orders.pairs.two]), minlength=len(names)),
        model=model, prior=prior, ties=MODELS[model].ties,
        tie_rate=None if fitted.ties is None else fitted.ties / (2 + fitted.ties),
        clusters=found.clusters, covariance=fitted.covariance() if drawn else None,
        freedom=max(1, fitted.clusters - 1),
        notes=found.notes if found.notes is not None else [*notes, *_noted(fitted, prior)],
    )  # fmt: skip


def _ranks(fitted: Fitted, seed: int) -> Ranks:
    return ranks(fitted.theta, fitted.draws(seed=seed, draws=DRAWS), clusters=fitted.clusters, seed=seed)


@dataclass(frozen=True)
class _Ends:
    """The ends of Elo (k,), what they go over, and what is to be said where it is not what was said already."""

    low: Floats | None
    high: Floats | None
    clusters: str
    notes: list[Said] | None = None


def _fitted(orders: Orders, raters: Ints, items: Ints, model: str, prior: bool) -> tuple[Fitted, str, list[Said]]:
    """The model with each cluster's pull; without anything to draw anew all ballots are one cluster."""
    clusters, codes, notes = clusters_of(raters[orders.ballot], items[orders.ballot])
    of_ballot = np.zeros(len(raters), dtype=np.int64)
    if codes is not None:
        of_ballot[orders.ballot] = codes
    return MODELS[model].fitted(orders, of_ballot, precision=1 / PRIOR_SD**2 if prior else 0.0), clusters, notes


def _ends(
    orders: Orders, names: list[str], raters: Ints, items: Ints, fitted: Fitted, clusters: str, model: str, seed: int
) -> _Ends:
    if model == DEFAULT:
        whole = strengths(orders.pairs, names, raters=raters[orders.ballot], items=items[orders.ballot], seed=seed)
        return _Ends(whole.elo_low, whole.elo_high, whole.clusters, whole.notes)
    if clusters == "none":
        return _Ends(None, None, "none")
    errors = np.sqrt(np.maximum(fitted.covariance().diagonal(), 0))
    if not errors.max() > 1e-9:
        return _Ends(None, None, "none", [_ALIKE[clusters]])
    reach = ELO_PER_LOG * float(t_reach(max(1, fitted.clusters - 1))) * errors
    middle = 1000 + ELO_PER_LOG * fitted.theta
    return _Ends(middle - reach, middle + reach, clusters)


_ALIKE = {
    "rater": Said("No intervals: every rater adds up to the same, so drawing them anew shows no spread."),
    "item": Said("No intervals: every item adds up to the same, so drawing them anew shows no spread."),
}


def _compared(orders: Orders, names: list[str]) -> Floats:
    """The win matrix of comparisons that say something about everybody."""
    if not len(orders.pairs.one) or len(names) < 2:
        raise NotEnoughData(Said("There is no comparison between two different ones to rank."))
    wins = win_matrix(orders.pairs, len(names))
    parts = named_parts(wins, names)
    if len(parts) > 1:
        raise NeverCompared(parts)
    if not orders.decided:
        raise NotEnoughData(Said("All {n} comparisons are ties, so nobody is preferred.", n=len(orders.pairs.one)))
    return wins


def _noted(fitted: Fitted, prior: bool) -> list[Said]:
    notes = []
    if prior:
        notes.append(Said("Somebody won or lost every comparison: a weak prior keeps the strengths finite."))
    if fitted.ties is not None and fitted.ties < 1e-3:
        notes.append(Said("Hardly anything was tied, so Davidson's model is that of Bradley and Terry here."))
    return notes


def _named(part: list[str]) -> str:
    return ", ".join(part[:_NAMED]) + (" …" if len(part) > _NAMED else "")


def _shares(theta: Floats) -> Floats:
    raw = np.exp(theta - theta.max())
    return np.asarray(raw / raw.sum())
