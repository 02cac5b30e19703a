"""What people prefer by category and by language beside the whole."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import language_name
from ranking.charts.figure import Figure
from ranking.charts.of_people import within_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of

FIELDS = ("category", "language")


def within(reading: Reading) -> dict[str, Any] | None:
    """A figure of strengths for each field, and what contradicts the whole; scores by them are among the slices."""
    report = reading.report
    strengths = {field: values for field in FIELDS if (values := (report.get("strengths_within") or {}).get(field))}
    reversed_ = [row["sentence"] for row in report.get("strengths_reversals") or []]
    figures = drawn(reading.fit, "within", lambda: list(_figures(report, strengths)))
    if not figures and not reversed_:
        return None
    return {"figures": figures, "reversals": reversed_, "source": rows_of(reading, answered="people")}


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
        figure = within_figure(named, report["strengths"] or [], title=title, note=note)
        if figure:
            yield figure


def _value(field: str, value: str) -> str:
    return language_name(value) if field == "language" else value
