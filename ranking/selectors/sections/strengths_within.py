"""Strengths by category and by language beside the total, and where they contradict it."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from annotations.telling import language
from ranking.selectors.answers import Answers
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.strengths import Contest, Strong, contest_of, standing_of, strength_rows, why_missing
from ranking.stats.arrays import Ints, codes
from ranking.stats.errors import StatsError
from ranking.stats.reversals import Estimates, Reversal, reversals
from ranking.stats.standing import ELO_PER_LOG, Standing

FIELDS = ("category", "language")
# More values of a field are many questions and few answers each; the most compared are looked at.
MOST_VALUES = 12
# So many contradictions are warned of; the report lists all.
MOST_WARNED = 3
Rows = list[dict[str, Any]]


def strengths_within_section(context: Context, strong: Strong, *, model: str) -> dict[str, Any]:
    """The keys `strengths_within` ({field: {value: rows}}) and `strengths_reversals`."""
    within: dict[str, dict[str, Rows] | None] = dict.fromkeys(FIELDS)
    told: list[tuple[str, str, Standing]] = []
    if strong.contest is None or strong.standing is None:
        context.because("strengths_within", Said("There are no strengths of the whole to stand beside."))
    else:
        for field in FIELDS:
            within[field] = _of_field(context, strong, strong.contest, field, model, told)
    found = _reversed(strong, told)
    for row in found[:MOST_WARNED]:
        context.warn("simpson", row["sentence"], "strengths_reversals")
    if not found:
        context.because("strengths_reversals", Said("No part clearly orders two otherwise than the whole."))
    return {"strengths_within": within, "strengths_reversals": found}


def values_of(data: Answers, field: str, items: Ints) -> tuple[list[str], Ints]:
    """The values of a field that rows of `items` (n,) have, the most frequent first, and the place of each row's own
    among them (n,), -1 without one."""
    names, of_item = codes([str(getattr(item, field)) for item in data.entities.items])
    own = of_item[items]
    n = np.bincount(own, minlength=len(names))
    first = np.full(len(names), len(items))
    first[own[::-1]] = np.arange(len(items))[::-1]
    order = [place for place in np.lexsort((first, -n)).tolist() if names[place] and n[place]]
    places = np.full(len(names), -1, dtype=np.int64)
    places[order] = np.arange(len(order))
    return [names[place] for place in order], places[own]


def _of_field(
    context: Context, strong: Strong, who: Contest, field: str, model: str, told: list[tuple[str, str, Standing]]
) -> dict[str, Rows] | None:
    data = context.answers
    values, own = values_of(data, field, data.answers.item[strong.rows.answer])
    path = f"strengths_within.{field}"
    if len(values) < 2:
        context.because(path, Said("All compared items have one value of it, or none."))
        return None
    found: dict[str, Rows] = {}
    for place, value in enumerate(values[:MOST_VALUES]):
        rows = strong.rows.rows(own == place)
        found[value] = []
        mine = contest_of(data, rows, who.factor)
        if mine is None:
            context.because(f"{path}.{value}", Said("Nothing here is between two with a name."))
            continue
        try:
            standing = standing_of(context, mine, rows, model)
        except StatsError as error:
            context.because(f"{path}.{value}", str(error))
            continue
        context.because(f"{path}.{value}", why_missing(standing))
        found[value] = strength_rows(standing)
        told.append((field, value, standing))
    return found


def _reversed(strong: Strong, told: list[tuple[str, str, Standing]]) -> list[dict[str, Any]]:
    if strong.standing is None:
        return []
    whole = strong.standing
    places = {name: place for place, name in enumerate(whole.names)}
    parts: list[tuple[str, str]] = []
    estimates: list[Estimates] = []
    for field, value, each in told:
        spread = each.rough if each.covariance is None else each.covariance
        if spread is not None:
            who = np.array([places[name] for name in each.names], dtype=np.int64)
            parts.append((field, value))
            estimates.append(Estimates(who, each.theta, spread, each.freedom))
    return [_row(whole, *parts[each.part], each) for each in reversals(whole.theta, estimates)]


def _row(whole: Standing, field: str, value: str, found: Reversal) -> dict[str, Any]:
    ahead, behind = whole.names[found.ahead], whole.names[found.behind]
    gap = float(found.gap * ELO_PER_LOG)
    words = {"value": value, "ahead": ahead, "behind": behind, "gap": gap}
    if field == "category":
        sentence = Said(
            "In category {value} people prefer {behind} over {ahead}, by {gap:.0f} Elo, though over all it is the "
            "other way round.",
            **words,
        )
    else:
        sentence = Said(
            "On items in {value} people prefer {behind} over {ahead}, by {gap:.0f} Elo, though over all it is the "
            "other way round.",
            **words | {"value": language(value)},
        )
    return {
        "field": field, "value": value, "ahead": ahead, "behind": behind,
        "elo_whole": float((whole.theta[found.ahead] - whole.theta[found.behind]) * ELO_PER_LOG),
        "elo_part": -gap, "p_adjusted": found.p_adjusted, "sentence": sentence,
    }  # fmt: skip
