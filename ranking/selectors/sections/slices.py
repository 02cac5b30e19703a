"""People's and judges' mean scores within each category and language: a total may hide what its parts say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from annotations.said import Said
from annotations.telling import language
from ranking.selectors.answers import Answers
from ranking.selectors.sections.audits.seen import writers_of
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.drivers.scored import Scored, scored
from ranking.stats.arrays import Floats, Ints
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
    _warn_of_reversals(context, rows)
    return rows


def _no_gap(row: dict[str, Any]) -> Said:
    if row["on"] == "people":
        return Said("People's own scores have no gap to people's.")
    return Said("People scored none of these responses.")


def _of_field(data: Answers, field: str) -> Iterator[dict[str, Any]]:
    of_response = [getattr(data.entities.items[each.item], field) for each in data.entities.responses]
    values = np.array(of_response, dtype=object)
    for rows in scored(data):
        of_row = values[rows.response]
        frequent = [value for value, n in Counter(of_row[of_row != ""]).most_common(MOST_VALUES) if n >= LEAST]
        if len(frequent) < 2:
            continue
        factor, names, name = writers_of(data, rows.response)
        for value in sorted(frequent):
            mine = of_row == value
            yield _row(rows, mine, field, value, "", "")
            for place, own in enumerate(names if rows.on == "people" else ()):
                if (mine & (name == place)).sum() >= LEAST:
                    yield _row(rows, mine & (name == place), field, value, factor, own)


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


def _warn_of_reversals(context: Context, rows: list[dict[str, Any]]) -> None:
    """Where the one that is ahead over all is clearly behind within a value: Simpson's paradox, or an exception."""
    primary = next((one.name for one in context.answers.entities.dimensions if one.is_primary), None)
    named = [row for row in rows if row["name"] and row["dimension"] == primary and row["ci_low"] is not None]
    best = _ahead(context.answers, str(primary)) if named else ""
    for field, value in dict.fromkeys((row["field"], row["value"]) for row in named):
        here = [row for row in named if (row["field"], row["value"]) == (field, value)]
        own = next((row for row in here if row["name"] == best), None)
        ahead = max(here, key=lambda row: row["mean"])
        if own is not None and ahead["ci_low"] > own["ci_high"]:
            text = Said(
                "{best} is ahead on {dimension} over all, but in {value} {other} clearly is: {theirs:.2f} against "
                "{own:.2f}.",
                best=best, dimension=primary, value=language(value) if field == "language" else value,
                other=ahead["name"], theirs=ahead["mean"], own=own["mean"],
            )  # fmt: skip
            context.warn("reversal", text, "slices")


def _ahead(data: Answers, dimension: str) -> str:
    """The name with people's highest mean over all."""
    for rows in scored(data):
        if rows.on == "people" and rows.dimension == dimension:
            _factor, names, name = writers_of(data, rows.response)
            means = [rows.score[name == place].mean() for place in range(len(names))]
            return names[int(np.argmax(means))] if names else ""
    return ""
