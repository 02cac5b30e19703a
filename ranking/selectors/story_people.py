"""What a report says of the people behind it, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.telling import decimal, percent
from ranking.selectors.story import Line, Report


def people_story(report: Report, *, primary: str | None, labels: dict[str, str]) -> list[Line]:
    """Sentences on repeats, on raters who stand apart, and on what severity changes; fits of old have none."""
    parts = (_repeats, _apart, _severity)
    return [line for part in parts for line in part(report, primary, labels)]


def repeated(report: Report) -> tuple[int, int]:
    """Over all that was asked again: how often the same was said, and how often it was asked."""
    rows = list((report.get("self_consistency") or {}).values())
    return round(sum(row["share_equal"] * row["n"] for row in rows)), sum(row["n"] for row in rows)


def _repeats(report: Report, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    same, n = repeated(report)
    if not n:
        return
    words = {"same": same, "n": n, "share": percent(same / n)}
    text = ngettext(
        "Asked again, people said the same in %(same)d of %(n)d answer (%(share)s).",
        "Asked again, people said the same in %(same)d of %(n)d answers (%(share)s).",
        n,
    )  # fmt: skip
    yield Line(text % words, "consistency", "warn" if n >= 10 and same / n < 0.5 else "")


def _apart(report: Report, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    """Only where all is well: those who stand apart are a warning of the report already."""
    rows: list[dict[str, Any]] = report.get("raters") or []
    measured = [row for row in rows if any(_blocks(row))]
    if len(measured) >= 3 and not any(row["flags"] for row in rows):
        text = _("None of the %(n)d raters stands far from the rest.")
        yield Line(text % {"n": len(measured)}, "raters")


def _blocks(row: dict[str, Any]) -> Iterator[object]:
    for part in ("dimensions", "comparisons"):
        for found in row[part].values():
            yield from (block for name, block in found.items() if name != "n")


def _severity(report: Report, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    row = (report.get("consensus") or {}).get(primary)
    if not row or "severity_p" not in row:
        return
    words = {"label": labels.get(str(primary), str(primary))}
    if row["severity_p"] is None or not row["adjusted"]:
        return
    if row["severity_p"] >= 0.05:
        yield Line(_("On %(label)s raters do not clearly differ in severity.") % words, "consensus")
        return
    words |= {"sd": decimal(row["severity_sd"]), "shift": decimal(row["largest_shift"])}
    text = _(
        "On %(label)s raters differ in severity, by about %(sd)s points; freed of it, a response’s score moves by up "
        "to %(shift)s."
    )
    yield Line(text % words, "consensus")
