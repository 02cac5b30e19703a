"""Whether people say the same again, and how often they say something else than a preference or a score."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import Task
from ranking.charts.of_people import consistency_figure, label_of, points_text
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of


def consistency(reading: Reading) -> dict[str, Any] | None:
    """The figure of repeats with a table beside it, and the shares of outcomes."""
    report = reading.report
    figure = drawn(reading.fit, "consistency", lambda: [consistency_figure(report, reading.labels)])[0]
    outcomes = list(_outcomes(report.get("outcomes") or {}, reading.labels))
    if figure is None and not outcomes:
        return None
    some = {row["what"] for row in outcomes if row["share"]}
    return {
        "figure": figure, "repeats": list(_repeats(report, reading.labels)),
        "outcomes": [row for row in outcomes if row["what"] in some],
        "never": list(dict.fromkeys(row["what"] for row in outcomes if row["what"] not in some)),
        "source": rows_of(reading, answered="people") if figure or some else "",
    }  # fmt: skip


def _repeats(report: dict[str, Any], labels: dict[str, str]) -> Iterator[dict[str, Any]]:
    """By dimension in points: how far people are from themselves, and two people from one another."""
    for key, row in (report.get("self_consistency") or {}).items():
        between = row["between_people"] or {}
        if row["mean_absolute_difference"] is not None:
            own = points_text(row["mean_absolute_difference"], row["mad_low"], row["mad_high"])
            others = points_text(between.get("mean_absolute_difference"), None, None)
            yield {"label": label_of(key, labels), "own": own, "others": others, "n": row["n"]}


def _outcomes(found: dict[str, Any], labels: dict[str, str]) -> Iterator[dict[str, Any]]:
    """(what, on what, share) of each."""
    words = {"ties": _("Ties"), "neither": _("Neither is acceptable"), "not_applicable": _("Not applicable")}
    for part, what in words.items():
        for key, row in (found.get(part) or {}).items():
            yield {"what": what, "label": label_of(key, labels), **row}
    skips = found.get("skips")
    if skips:
        yield {"what": _("Skipped"), "label": _("All tasks"), **skips}
        for kind, row in skips["by_kind"].items() if len(skips["by_kind"]) > 1 else ():
            yield {"what": _("Skipped"), "label": Task.Kind(kind).label, **row}
