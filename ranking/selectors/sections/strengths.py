"""Whose answers people prefer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers, PairRows
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.scores import FACTORS, factor_names
from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.arrays import Ints
from ranking.stats.errors import StatsError
from ranking.stats.strengths import MIN_ITEMS, Strengths, strengths

METHODS = {
    "bradley_terry": Said("Bradley-Terry, maximum likelihood"),
    "bradley_terry_prior": Said("Bradley-Terry with a weak normal prior"),
}
_RARE = Said("It was compared on fewer than {n} prompts, so there is no interval.", n=MIN_ITEMS)


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
    compared = np.union1d(rows.one, rows.two)
    for factor in FACTORS:
        named = factor_names(data, factor)
        names = sorted(set(named[compared]) - {""})
        if len(names) > 1:
            places = {name: place for place, name in enumerate(names)}
            of_response = np.array([places.get(name, -1) for name in named], dtype=np.int64)
            return Contest(factor, names, of_response)
    return None


def peoples_pairs(data: Answers) -> tuple[PairRows, int]:
    """People's comparisons without a dimension, else of the primary or first dimension that has any."""
    rows = data.pairs.rows(~data.answers.by_judge[data.pairs.answer])
    if (rows.dimension == -1).any() or not len(rows.answer):
        return rows.rows(rows.dimension == -1), -1
    present = sorted(set(rows.dimension.tolist()), key=lambda place: not data.entities.dimensions[place].is_primary)
    return rows.rows(rows.dimension == present[0]), present[0]


def strengths_section(context: Context) -> dict[str, Any]:
    """The keys `strengths` and `strengths_*` of a report."""
    data = context.answers
    rows, dimension = peoples_pairs(data)
    names = contest(data, rows)
    context.because("strengths_dimension", Said("The strengths are of ballots without a dimension."))
    if names is None:
        return _without(
            context, Said("No comparison of people is between two models, versions or temperatures with a name.")
        )
    pairs, kept = names.pairs(rows)
    answer = rows.answer[kept]
    try:
        found = strengths(
            pairs, names.names, raters=data.answers.rater[answer], items=data.item_groups[data.answers.item[answer]]
        )
    except StatsError as error:
        context.warn("strengths_refused", str(error), "strengths")
        return _without(context, str(error))
    for note in found.notes:
        context.warn("strengths_note", note, "strengths")
    for path in ("strengths", "strengths_raters"):
        context.because(path, found.notes[0] if found.elo_low is None else _RARE)
    return {
        "strengths": _rows(found),
        "strengths_of": names.factor,
        "strengths_dimension": data.entities.dimension_name(dimension) or None,
        "strengths_method": METHODS[found.method],
        "strengths_ties": "half",
        "strengths_intervals": found.clusters,
        "strengths_raters": found.raters if found.elo_low is not None else None,
    }


def _rows(found: Strengths) -> list[dict[str, Any]]:
    order = np.argsort(-found.strength, kind="stable")
    low, high = found.elo_low, found.elo_high
    return [
        {
            "name": found.names[place], "strength": float(found.strength[place]), "elo": float(found.elo[place]),
            "elo_low": None if low is None or np.isnan(low[place]) else float(low[place]),
            "elo_high": None if high is None or np.isnan(high[place]) else float(high[place]),
            "n": int(found.n[place]),
        }
        for place in order
    ]  # fmt: skip


def _without(context: Context, reason: str) -> dict[str, Any]:
    keys = (
        "strengths_of", "strengths_dimension", "strengths_method", "strengths_ties", "strengths_intervals",
        "strengths_raters",
    )  # fmt: skip
    for key in ("strengths", *keys):
        context.because(key, reason)
    return {"strengths": [], **dict.fromkeys(keys)}
