"""What people prefer, and how they score, by category and by language beside the whole."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from annotations.selectors.materials import language_name
from ranking.charts.figure import Figure
from ranking.charts.of_people import points_text, within_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading

FIELDS = ("category", "language")


def within(reading: Reading) -> dict[str, Any] | None:
    """A figure of strengths for each field, a table of scores, and what contradicts the whole."""
    report = reading.report
    strengths = {field: values for field in FIELDS if (values := (report.get("strengths_within") or {}).get(field))}
    scores = {field: values for field in FIELDS if (values := (report.get("scores_within") or {}).get(field))}
    if not strengths and not scores:
        return None
    figures = drawn(reading.fit, "within", lambda: list(_figures(report, strengths)))
    tables = [table for field, values in scores.items() if (table := _table(reading, field, values))]
    reversed_ = [*(report.get("strengths_reversals") or []), *(report.get("scores_reversals") or [])]
    return {"figures": figures, "tables": tables, "reversals": [row["sentence"] for row in reversed_]}


def _figures(report: dict[str, Any], strengths: dict[str, Any]) -> Iterator[Figure]:
    for field, values in strengths.items():
        against = [row for row in report.get("strengths_reversals") or [] if row["field"] == field]
        if against:
            title = _("%(value)s puts %(behind)s before %(ahead)s, against the whole") % {
                "value": _value(field, against[0]["value"]), "behind": against[0]["behind"],
                "ahead": against[0]["ahead"],
            }  # fmt: skip
        elif field == "category":
            title = _("No category clearly contradicts the whole")
        else:
            title = _("No language clearly contradicts the whole")
        named = {_value(field, value): rows for value, rows in values.items()}
        note = _("The strongest, over all answers and in each part. Intervals are 95 %.")
        figure = within_figure(named, report["strengths"], title=title, note=note)
        if figure:
            yield figure


def _table(reading: Reading, field: str, values: dict[str, Any]) -> dict[str, Any] | None:
    """Mean scores of the primary dimension: a row for each name, a column for each value."""
    whole = [
        row for row in reading.report["scores"]
        if row["dimension"] == reading.primary and row["of"] == reading.report.get("scores_within_of")
    ]  # fmt: skip
    if not whole or reading.primary is None:
        return None
    rows = []
    for one in sorted(whole, key=lambda row: -row["mean"]):
        cells = [_cell(one, values[value], reading.primary) for value in values]
        rows.append({"name": one["name"], "whole": _text(one), "cells": cells})
    return {
        "label": reading.labels.get(reading.primary, reading.primary),
        "columns": [_value(field, value) for value in values], "rows": rows, "field": field,
    }  # fmt: skip


def _cell(one: dict[str, Any], rows: list[dict[str, Any]], dimension: str) -> str:
    same = [row for row in rows if row["name"] == one["name"] and row["dimension"] == dimension]
    return _text(same[0]) if same else "–"


def _text(row: dict[str, Any]) -> str:
    return points_text(row["mean"], row["ci_low"], row["ci_high"])


def _value(field: str, value: str) -> str:
    return language_name(value) if field == "language" else value
