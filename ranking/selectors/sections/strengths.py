"""Whose answers people prefer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers, PairRows
from ranking.selectors.sections.behind import behind_first
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.scores import FACTORS, factor_names
from ranking.stats.aggregate.orders import orders_of
from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.arrays import Ints
from ranking.stats.errors import StatsError
from ranking.stats.leading import gaps_of_strengths
from ranking.stats.standing import DEFAULT, ELO_PER_LOG, NeverCompared, Standing, standing

# By model, and whether a weak prior kept the strengths finite.
METHODS = {
    ("bradley_terry", False): Said("Bradley-Terry, maximum likelihood"),
    ("bradley_terry", True): Said("Bradley-Terry with a weak normal prior"),
    ("davidson", False): Said("Davidson's model, in which a tie is an outcome of its own, maximum likelihood"),
    ("davidson", True): Said("Davidson's model, in which a tie is an outcome of its own, with a weak normal prior"),
    ("plackett_luce", False): Said("Plackett-Luce over whole rankings, maximum likelihood"),
    ("plackett_luce", True): Said("Plackett-Luce over whole rankings, with a weak normal prior"),
}


@dataclass(frozen=True)
class Contest:
    """Who competes: the factor, its names, and the place of each response among them (-1: has no name)."""

    factor: str
    names: list[str]
    of_response: Ints

    def pairs(self, rows: PairRows) -> tuple[Pairs, Ints]:
        """Comparisons between two names that were decided or tied, and the rows they come from."""
        one, two = self.of_response[rows.one], self.of_response[rows.two]
        kept = np.flatnonzero((one >= 0) & (two >= 0) & (one != two) & ~np.isnan(rows.chose))
        return Pairs(one[kept], two[kept], (rows.chose[kept] + 1) / 2), kept


def contest(data: Answers, rows: PairRows) -> Contest | None:
    """The first of model, version and temperature under which the compared responses differ."""
    return next((found for factor in FACTORS if (found := contest_of(data, rows, factor)) is not None), None)


def contest_of(data: Answers, rows: PairRows, factor: str) -> Contest | None:
    """Who competes under one factor; None where the compared responses do not differ in it."""
    compared = np.union1d(rows.one, rows.two)
    named = factor_names(data, factor)
    names = sorted(set(named[compared]) - {""})
    if len(names) < 2:
        return None
    places = {name: place for place, name in enumerate(names)}
    of_response = np.array([places.get(name, -1) for name in named], dtype=np.int64)
    return Contest(factor, names, of_response)


def peoples_pairs(data: Answers) -> tuple[PairRows, int]:
    """People's comparisons without a dimension, else of the primary or first dimension that has any."""
    rows = data.pairs.rows(~data.answers.by_judge[data.pairs.answer])
    if (rows.dimension == -1).any() or not len(rows.answer):
        return rows.rows(rows.dimension == -1), -1
    present = sorted(set(rows.dimension.tolist()), key=lambda place: not data.entities.dimensions[place].is_primary)
    return rows.rows(rows.dimension == present[0]), present[0]


@dataclass(frozen=True)
class Strong:
    """The contest that the report's strengths are of, where there is one, and how it came out."""

    rows: PairRows
    contest: Contest | None
    standing: Standing | None


def strengths_section(context: Context, *, model: str = DEFAULT) -> tuple[dict[str, Any], Strong]:
    """The keys `strengths`, `strengths_by` and `strengths_*` of a report, and the contest they are of.

    `model` is a key of `ranking.stats.standing.MODELS`.
    """
    data = context.answers
    rows, dimension = peoples_pairs(data)
    context.because("strengths_dimension", Said("The strengths are of ballots without a dimension."))
    by, standings = _by_factor(context, rows, model)
    first = contest(data, rows)
    if first is None:
        reason = Said("No comparison of people is between two models, versions or temperatures with a name.")
        return _without(context, reason, model) | {"strengths_by": by}, Strong(rows, None, None)
    found = standings[first.factor]
    if isinstance(found, StatsError):
        parts = found.parts if isinstance(found, NeverCompared) else []
        context.warn("strengths_refused", str(found), "strengths")
        without = _without(context, str(found), model)
        return without | {"strengths_by": by, "strengths_parts": parts}, Strong(rows, first, None)
    for note in found.notes:
        context.warn("strengths_note", note, "strengths")
    context.because("strengths_raters", why_missing(found))
    return {
        "strengths": _rows(context, "strengths", found),
        "strengths_of": first.factor,
        "strengths_dimension": data.entities.dimension_name(dimension) or None,
        "strengths_model": found.model,
        "strengths_method": METHODS[found.model, found.prior],
        "strengths_ties": found.ties,
        "strengths_tie_rate": _tie_rate(context, found),
        "strengths_intervals": found.clusters,
        "strengths_raters": _WHOSE.get(found.clusters),
        "strengths_by": by,
        "strengths_parts": [first.names],
    }, Strong(rows, first, found)


def standing_of(context: Context, who: Contest, rows: PairRows, model: str) -> Standing:
    """How a contest came out over some of the pairs. Raises StatsError."""
    rows = rows.rows(~np.isnan(rows.chose))
    data, answers, ballot = context.answers, context.answers.answers, rows.ballot
    answer = rows.answer[np.unique(ballot, return_index=True)[1]]
    return standing(
        orders_of(ballot, rows.one, rows.two, rows.chose, who.of_response, size=len(who.names)), who.names,
        raters=answers.rater[answer], prompts=data.item_groups[answers.item[answer]], model=model, seed=context.seed,
    )  # fmt: skip


def _by_factor(
    context: Context, rows: PairRows, model: str
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Standing | StatsError]]:
    """Strengths by each of model, version and temperature; those without a contest are empty, with the reason."""
    by: dict[str, list[dict[str, Any]]] = {}
    standings: dict[str, Standing | StatsError] = {}
    for factor in FACTORS:
        path = f"strengths_by.{factor}"
        who = contest_of(context.answers, rows, factor)
        by[factor] = []
        if who is None:
            context.because(path, Said("The compared responses do not differ in it, or it is not known."))
            continue
        try:
            standings[factor] = found = standing_of(context, who, rows, model)
        except StatsError as error:
            standings[factor] = error
            context.because(path, str(error))
            continue
        by[factor] = _rows(context, path, found)
    return by, standings


def strength_rows(found: Standing) -> list[dict[str, Any]]:
    """One row per name, the strongest first."""
    order = np.argsort(-found.strength, kind="stable")
    low, high, places, behind = found.elo_low, found.elo_high, found.ranks, _behind(found)
    return [
        {
            "name": found.names[place], "strength": float(found.strength[place]), "elo": float(found.elo[place]),
            "elo_low": None if low is None or np.isnan(low[place]) else float(low[place]),
            "elo_high": None if high is None or np.isnan(high[place]) else float(high[place]),
            "n": int(found.n[place]), "rank": rank,
            "rank_low": None if places is None else int(places.best[place]),
            "rank_high": None if places is None else int(places.worst[place]),
            "p_best": None if places is None else float(places.p_best[place]), "behind": behind[place],
        }
        for rank, place in enumerate(order.tolist(), start=1)
    ]  # fmt: skip


def _behind(found: Standing) -> list[dict[str, Any]]:
    """How far each lies behind the strongest, in Elo; empty where nothing bounds how far."""
    if found.covariance is None:
        return [{} for _ in found.names]
    gaps = gaps_of_strengths(found.theta, found.covariance, freedom=found.freedom)
    # Whoever has no interval, being met on too few prompts, has no difference either.
    missing = np.zeros(len(gaps)) if found.elo_low is None else found.elo_low
    alone = bool(np.isnan(missing[int(np.argmax(found.theta))]))
    known = [None if alone or np.isnan(end) else gap for gap, end in zip(gaps, missing.tolist(), strict=True)]
    return behind_first(known, per_point=float(ELO_PER_LOG))


def _rows(context: Context, path: str, found: Standing) -> list[dict[str, Any]]:
    context.because(path, why_missing(found))
    return strength_rows(found)


def why_missing(found: Standing) -> str:
    """Why some of the intervals or places of a contest are null."""
    if found.elo_low is None and found.notes:
        return found.notes[0]
    return found.missing or _RARE


_RARE = Said("It was compared on too few prompts, so there is no interval.")
# Whom the intervals speak of, by what was drawn anew: raters like these, or these.
_WHOSE = {"rater": "drawn", "item": "fixed"}


def _tie_rate(context: Context, found: Standing) -> float | None:
    if found.tie_rate is None:
        context.because("strengths_tie_rate", Said("Only Davidson's model has a rate of ties."))
    return found.tie_rate


_KEYS = (
    "strengths_of", "strengths_dimension", "strengths_method", "strengths_ties", "strengths_tie_rate",
    "strengths_intervals", "strengths_raters",
)  # fmt: skip


def _without(context: Context, reason: str, model: str) -> dict[str, Any]:
    for key in ("strengths", "strengths_parts", *_KEYS):
        context.because(key, reason)
    return {"strengths": None, "strengths_model": model, "strengths_parts": [], **dict.fromkeys(_KEYS)}
