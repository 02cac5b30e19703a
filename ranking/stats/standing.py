"""Who stands where: strengths by any of the models, with intervals, places, and the chance of being the best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from annotations.said import Said
from ranking.stats.aggregate.bradley_terry import bradley_terry_fitted
from ranking.stats.aggregate.bradley_terry_prior import PRIOR_SD
from ranking.stats.aggregate.connectivity import named_parts, strongly_connected
from ranking.stats.aggregate.davidson import davidson_fitted
from ranking.stats.aggregate.fitted import Fitted, Spread
from ranking.stats.aggregate.orders import Orders
from ranking.stats.aggregate.pairs import met_in, win_matrix
from ranking.stats.aggregate.plackett_luce import plackett_luce_fitted
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData, StatsError
from ranking.stats.ranks import Ranks, ranks
from ranking.stats.strengths import MIN_ITEMS, MIN_RATERS, strengths
from ranking.stats.student import t_reach

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
    (k, k) is of log-strengths `theta`, with `freedom`; None where nothing can be drawn anew, for the reason `missing`;
    `rough` (k, k) is what the prior leaves open where there is one, good for a test of an order and no interval.
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
    rough: Floats | None
    freedom: float
    missing: Said | None
    notes: list[Said]


def standing(orders: Orders, names: list[str], *, raters: Ints, prompts: Ints, model: str, seed: int) -> Standing:
    """Strengths of `names` from ballots whose rater and prompt are given by labels (ballots,).

    Bradley-Terry's interval is that of `ranking.stats.strengths`; the others' is Student's t where prompts, and from
    ten raters on raters too, are drawn anew. Places and reversals rest on that covariance for every model. There is
    none of it where a weak prior had to keep strengths finite, since nothing bounds them on one side.
    Raises NeverCompared, NotEnoughData without two names, a comparison, or one that is no tie.
    """
    wins = _compared(orders, names)
    prior = not strongly_connected(wins)
    fitted = MODELS[model].fitted(orders, precision=1 / PRIOR_SD**2 if prior else 0.0)
    drawn = _drawn(orders, raters, prompts)
    spread = (
        None if prior or drawn is None else fitted.spread(prompts=prompts, raters=raters if drawn == "rater" else None)
    )
    if spread is not None and not spread.covariance.diagonal().max() > 1e-12:
        spread = None
    missing, theta = None if spread else _missing(prior, drawn), fitted.theta
    ends = _ends(orders, names, raters, prompts, theta, spread, model, seed)
    return Standing(
        names=names, theta=theta, strength=_shares(theta), elo=1000 + ELO_PER_LOG * theta,
        elo_low=ends.low, elo_high=ends.high,
        ranks=ranks(theta, spread.covariance, freedom=spread.freedom, seed=seed) if spread else None,
        n=np.bincount(np.concatenate([orders.pairs.one, orders.pairs.two]), minlength=len(names)),
        model=model, prior=prior, ties=MODELS[model].ties,
        tie_rate=None if fitted.ties is None else fitted.ties / (2 + fitted.ties),
        clusters=ends.clusters or (drawn if spread and drawn else "none"),
        covariance=spread.covariance if spread else None,
        rough=fitted.by_prior(prompts=prompts, precision=1 / PRIOR_SD**2) if prior else None,
        freedom=spread.freedom if spread else max(1, len(np.unique(prompts[orders.ballot])) - 1),
        missing=missing, notes=ends.notes if model == DEFAULT else _noted(fitted, prior, drawn, missing),
    )  # fmt: skip


@dataclass(frozen=True)
class _Ends:
    """The ends of Elo (k,); `clusters` and `notes` where another has said already what they go over."""

    low: Floats | None
    high: Floats | None
    clusters: str = ""
    notes: list[Said] = field(default_factory=list)


def _drawn(orders: Orders, raters: Ints, prompts: Ints) -> str | None:
    """What can be drawn anew: raters (and prompts), prompts alone, or nothing."""
    if len(np.unique(prompts[orders.ballot])) < MIN_ITEMS:
        return None
    return "rater" if len(np.unique(raters[orders.ballot])) >= MIN_RATERS else "item"


def _ends(
    orders: Orders, names: list[str], raters: Ints, prompts: Ints, theta: Floats, spread: Spread | None, model: str,
    seed: int,
) -> _Ends:  # fmt: skip
    if model == DEFAULT:
        whole = strengths(orders.pairs, names, raters=raters[orders.ballot], items=prompts[orders.ballot])
        return _Ends(whole.elo_low, whole.elo_high, whole.clusters, whole.notes)
    if spread is None:
        return _Ends(None, None)
    reach = ELO_PER_LOG * float(t_reach(spread.freedom)) * np.sqrt(np.maximum(spread.covariance.diagonal(), 0))
    # Whoever was met on too few prompts has none, as in Bradley-Terry's.
    reach = np.where(met_in(orders.pairs, prompts[orders.ballot], len(theta)) < MIN_ITEMS, np.nan, reach)
    middle = 1000 + ELO_PER_LOG * theta
    return _Ends(middle - reach, middle + reach)


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


def _missing(prior: bool, drawn: str | None) -> Said:
    """Why nothing is known of how far the figures may be off."""
    if prior:
        return Said(
            "No intervals: between some of them all comparisons went one way, so nothing bounds how far apart they are."
        )
    if drawn is None:
        return Said("No intervals: the comparisons are of fewer than {n} prompts.", n=MIN_ITEMS)
    return Said("No intervals: every prompt adds up to the same, so drawing them anew shows no spread.")


def _noted(fitted: Fitted, prior: bool, drawn: str | None, missing: Said | None) -> list[Said]:
    """What has to be said of the figures, why there is no interval first."""
    notes = [missing] if missing else []
    if prior:
        notes.append(
            Said("Between some of them all comparisons went one way: a weak prior keeps the strengths finite.")
        )
    if missing is None and drawn == "item":
        notes.append(
            Said("The intervals are over items and take the raters as fixed: there are fewer than {n}.", n=MIN_RATERS)
        )
    if fitted.ties is not None and fitted.ties < 1e-3:
        notes.append(Said("Hardly anything was tied, so Davidson's model is that of Bradley and Terry here."))
    return notes


def _named(part: list[str]) -> str:
    return ", ".join(part[:_NAMED]) + (" …" if len(part) > _NAMED else "")


def _shares(theta: Floats) -> Floats:
    raw = np.exp(theta - theta.max())
    return np.asarray(raw / raw.sum())
