"""People's and judges' mean scores within each category and language: a total may hide what its parts say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.said import Said
from annotations.telling import language
from ranking.selectors.answers import Answers
from ranking.selectors.clear import standings
from ranking.selectors.sections.audits.seen import writers_of
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.drivers.scored import Scored, scored
from ranking.stats.arrays import Floats, Ints
from ranking.stats.leading import Gap, gaps_of_means
from ranking.stats.means import Mean, cluster_mean

FIELDS = ("category", "language")
MOST_VALUES = 24
# A value with fewer responses is in the total only.
LEAST = 5


def slices_section(context: Context) -> list[dict[str, Any]]:
    """Rows of means over responses: of people and of each judge, by value of a field, over all and by name.

    A judge's rows also hold its `gap` to people on the same responses. Names are of the first of version, model and
    temperature that has several. Warns where a value reverses who is ahead in total.
    """
    rows = [row for field in FIELDS for row in _of_field(context.answers, field)]
    if not rows:
        context.because("slices", Said("The scored responses are of one category and one language."))
    for place, row in enumerate(rows):
        if row["ci_low"] is None or (row["gap"] is not None and row["gap_low"] is None):
            context.because(f"slices.{place}", Said("There is one prompt only, so there is no interval."))
        if row["gap"] is None:
            for key in ("gap", "gap_low", "gap_high"):
                context.because(f"slices.{place}.{key}", _no_gap(row))
    _warn_of_reversals(context)
    return rows


def _no_gap(row: dict[str, Any]) -> Said:
    if row["on"] == "people":
        return Said("People's own scores have no gap to people's.")
    return Said("People scored none of these responses.")


def _of_field(data: Answers, field: str) -> Iterator[dict[str, Any]]:
    values = _values(data, field)
    for rows in scored(data):
        of_row = values[rows.response]
        if not (frequent := _frequent(of_row)):
            continue
        factor, names, name = writers_of(data, rows.response)
        for value in frequent:
            mine = of_row == value
            yield _row(rows, mine, field, value, "", "")
            for place, own in enumerate(names if rows.on == "people" else ()):
                if (mine & (name == place)).sum() >= LEAST:
                    yield _row(rows, mine & (name == place), field, value, factor, own)


def _values(data: Answers, field: str) -> np.ndarray:
    """What each response's item has in a field (responses,)."""
    return np.array([getattr(data.entities.items[each.item], field) for each in data.entities.responses], dtype=object)


def _frequent(values: np.ndarray) -> list[str]:
    """The values of a field with rows enough, where there are two or more."""
    found = [value for value, n in Counter(values[values != ""]).most_common(MOST_VALUES) if n >= LEAST]
    return sorted(found) if len(found) > 1 else []


def _row(rows: Scored, mine: np.ndarray, field: str, value: str, factor: str, name: str) -> dict[str, Any]:
    found = cluster_mean(rows.score[mine], rows.cluster[mine])
    gap = None if rows.beside is None else _gap(rows.score - rows.beside, rows.cluster, mine)
    return {
        "field": field, "value": value, "on": rows.on, "of": factor, "name": name, "dimension": rows.dimension,
        "mean": found.mean, "ci_low": found.low, "ci_high": found.high, "n": found.n,
        "gap": gap and gap.mean, "gap_low": gap and gap.low, "gap_high": gap and gap.high,
    }  # fmt: skip


def _gap(gap: Floats, cluster: Ints, mine: np.ndarray) -> Mean:
    return cluster_mean(gap[mine], cluster[mine])


def _warn_of_reversals(context: Context) -> None:
    """Where the one that is ahead over all is clearly behind within a value: Simpson's paradox, or an exception.

    By the differences to it on the value's own responses, all values and names together (Benjamini & Hochberg 1995).
    """
    primary = next((one.name for one in context.answers.entities.dimensions if one.is_primary), None)
    found = [one for rows in scored(context.answers) if rows.on == "people" and rows.dimension == primary
             for one in _against(context.answers, rows)]  # fmt: skip
    clear: dict[tuple[str, str], Against] = {}
    for one, standing in zip(found, standings([each.gap.p_value for each in found]) if found else [], strict=True):
        if standing.clear and one.gap.gap < 0:
            place = (one.field, one.value)
            clear[place] = max(clear.get(place, one), one, key=lambda each: each.theirs)
    for one in clear.values():
        text = Said(
            "{best} is ahead on {dimension} over all, but in {value} {other} clearly is: {theirs:.2f} against "
            "{own:.2f}.",
            best=one.best, dimension=primary, value=language(one.value) if one.field == "language" else one.value,
            other=one.other, theirs=one.theirs, own=one.own,
        )  # fmt: skip
        context.warn("reversal", text, "slices")


@dataclass(frozen=True)
class Against:
    """The one ahead over all beside another, on responses of one value of a field: means, and how far it leads here."""

    field: str
    value: str
    best: str
    own: float
    other: str
    theirs: float
    gap: Gap


def _against(data: Answers, rows: Scored) -> Iterator[Against]:
    """The name with people's highest mean over all against every other, value by value."""
    _factor, names, name = writers_of(data, rows.response)
    if not names:
        return
    best = int(np.argmax([rows.score[name == place].mean() for place in range(len(names))]))
    for field in FIELDS:
        values = _values(data, field)[rows.response]
        for value in _frequent(values):
            places = [np.flatnonzero((values == value) & (name == place)) for place in range(len(names))]
            kept = [place for place, own in enumerate(places) if len(own) >= LEAST]
            if best not in kept:
                continue
            told = [places[place] for place in kept]
            gaps = gaps_of_means(rows.score, told, prompts=rows.cluster, first=kept.index(best))
            means = {place: float(rows.score[places[place]].mean()) for place in kept}
            for place, gap in zip(kept, gaps, strict=True):
                if gap is not None:
                    yield Against(field, value, names[best], means[best], names[place], means[place], gap)
