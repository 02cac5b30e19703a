"""What people prefer."""

from typing import Any

from django.utils.translation import gettext as _

from ranking.charts.of_people import places_figure
from ranking.charts.of_report import strength_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of


def strengths(reading: Reading) -> dict[str, Any] | None:
    """The figures of strengths and of places, how they were computed, and the same by the other factors."""
    report = reading.report
    if not report["strengths"]:
        return _without(report)
    figure = drawn(reading.fit, "strengths", lambda: [strength_figure(report)])[0]
    named = {"model": _("Model"), "version": _("Version"), "temperature": _("Temperature")}
    of = report["strengths_of"]
    places = drawn(reading.fit, "places", lambda: [places_figure(report["strengths"], named.get(of, of))])[0]
    others = [
        (named.get(factor, factor), rows)
        for factor, rows in (report.get("strengths_by") or {}).items()
        if rows and factor != of
    ]
    return {
        "figure": figure, "places": places, "method": report["strengths_method"], "others": others,
        "best": report["strengths"][0] if report["strengths"][0].get("p_best") is not None else None,
        "tie_rate": report.get("strengths_tie_rate"), "parts": None, "source": rows_of(reading, answered="people"),
    }  # fmt: skip


def _without(report: dict[str, Any]) -> dict[str, Any] | None:
    """Where parts were never compared, who is in each."""
    parts = report.get("strengths_parts") or []
    return {"parts": parts, "reason": (report.get("reasons") or {}).get("strengths", "")} if len(parts) > 1 else None
