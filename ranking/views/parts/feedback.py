"""What users say, beside people's scores and the judge's calibrated ones."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ranking.charts.figure import Figure
from ranking.charts.intervals import Bar, interval_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading


def feedback(reading: Reading) -> dict[str, Any] | None:
    """A figure of all correlations, and a sentence for each."""
    rows = [row for row in reading.report.get("feedback") or [] if row["sentence"]]
    if not rows:
        return None
    figure = drawn(reading.fit, "feedback", lambda: _figure(reading, rows))
    against = [row for row in rows if row["of"] == "people" and (row["correlation_high"] or 0) < 0]
    return {"figure": figure, "rows": rows, "against": against}


def _figure(reading: Reading, rows: list[dict[str, Any]]) -> Figure:
    bars = [
        Bar(
            f"{reading.label(row['dimension'])} · {_('people') if row['of'] == 'people' else row['of']}",
            row["correlation"], row["correlation_low"], row["correlation_high"], row["n"], reading.hue(row["of"]),
        )
        for row in rows
    ]  # fmt: skip
    return interval_figure(
        bars,
        title=_title(reading, rows),
        note=_("Rank correlation of users’ remarks with scores, and intervals (95 %). Zero: they do not go together."),
        axis=_("Correlation"),
        name=_("Score"),
        mark=0.0,
    )


def _title(reading: Reading, rows: list[dict[str, Any]]) -> str:
    people = [row for row in rows if row["of"] == "people"] or rows
    best = max(people, key=lambda row: row["correlation"])
    if best["correlation_low"] > 0:
        return _("Users want most what %(label)s asks for") % {"label": reading.label(best["dimension"])}
    return _("No dimension clearly goes with what users say")
