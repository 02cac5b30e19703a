"""Means within each category and language, beside the total: what is true of all may not be true of each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import language_name
from ranking.charts.figure import Figure
from ranking.charts.slices import names_figure, slices_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of


def slices(reading: Reading) -> dict[str, Any] | None:
    """The field asked for, else the first that has several values; in a file, all of them."""
    rows, shown = reading.report.get("slices") or [], reading.shown
    fields = list(dict.fromkeys(row["field"] for row in rows))
    if not fields or shown is None:
        return None
    chosen = reading.by if reading.by in fields else fields[0]
    figures = [figure for field in (fields if reading.whole else [chosen]) for figure in _figures(reading, field)]
    warnings = [one for one in reading.report["warnings"] if one["code"] == "reversal"]
    return {
        "fields": [(field, _labels()[field]) for field in fields],
        "field": chosen,
        "figures": figures,
        "warnings": warnings,
        "source": rows_of(reading, dimension=shown),
    } if figures else None  # fmt: skip


def _figures(reading: Reading, field: str) -> list[Figure]:
    shown = str(reading.shown)
    rows = [row for row in reading.report["slices"] if row["field"] == field and row["dimension"] == shown]

    def name(value: str) -> str:
        return language_name(value) if field == "language" else value

    def link(value: str) -> str:
        return rows_of(reading, dimension=shown, **{field: value})

    def draw() -> list[Figure | None]:
        about = {"name": name, "column": _labels()[field], "link": link}
        scale = reading.scales[shown]
        return [slices_figure(rows, scale, **about, hue=reading.hue), names_figure(rows, scale, **about)]  # type: ignore[arg-type]

    return [figure for figure in drawn(reading.fit, f"slices:{field}:{shown}", draw) if figure]


def _labels() -> dict[str, str]:
    return {"category": _("Category"), "language": _("Language")}
