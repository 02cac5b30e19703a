"""Quality out of few answers of people and many of a judge."""

from typing import Any

from django.utils.translation import gettext as _

from ranking.charts.figure import Figure
from ranking.charts.of_judge import estimates_figure, narrower_words
from ranking.selectors.sections.estimates import UNNAMED
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of

FACTORS = ("version", "model", "temperature", UNNAMED)


def estimates(reading: Reading) -> dict[str, Any] | None:
    """A figure for each judge on the primary dimension, and a row for every estimate."""
    rows = reading.report.get("estimates") or []
    if not rows:
        return None
    figures = drawn(reading.fit, "estimates", lambda: _figures(reading, rows))
    words = [row | {"narrower_words": narrower_words(row)} for row in rows]
    return {"figures": figures, "rows": words, "source": rows_of(reading, answered="judges")}


def _figures(reading: Reading, rows: list[dict[str, Any]]) -> list[Figure]:
    found = []
    for judge in dict.fromkeys(row["judge"] for row in rows):
        own = [row for row in rows if row["judge"] == judge and row["kind"] == "mean"]
        own = [row for row in own if row["dimension"] == reading.primary] or own
        of = next((each for each in FACTORS if any(row["of"] == each for row in own)), None)
        own = [row for row in own if row["of"] == of and row["dimension"] == own[0]["dimension"]]
        if own and (scale := reading.scales.get(own[0]["dimension"])):
            ends = (scale.minimum, scale.maximum)
            found.append(estimates_figure(own, title=_title(judge, own), label=scale.label, domain=ends))
    return found


def _title(judge: str, rows: list[dict[str, Any]]) -> str:
    saved = max((row["narrower"] or 0.0 for row in rows), default=0.0)
    if saved < 0.01:
        return _("%(judge)s saves no answers of people here") % {"judge": judge}
    words = {"judge": judge, "share": narrower_words(max(rows, key=lambda row: row["narrower"] or 0.0))}
    return _("With %(judge)s’s scores intervals are up to %(share)s narrower") % words
