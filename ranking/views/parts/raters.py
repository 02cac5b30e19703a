"""How far each rater can be relied on."""

from typing import Any

from ranking.charts.of_people import leniency_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of

# More are behind a click.
MOST_ROWS = 25


def raters(reading: Reading) -> dict[str, Any] | None:
    """Those who stand apart first, then the busiest; and who gives more or less on the primary dimension."""
    rows: list[dict[str, Any]] = reading.report.get("raters") or []
    if not rows:
        return None
    about = _about(rows, reading.primary)
    shown = [
        _row(reading, row, about) for row in sorted(rows, key=lambda row: (-len(row["flags"]), -row["n"], row["name"]))
    ]
    figures = []
    if reading.primary:
        label = reading.labels.get(reading.primary, reading.primary)
        # A reviewer's figure has other names than a lead's.
        name = "leniency" if reading.named else "leniency-pseudonyms"
        figures = drawn(reading.fit, name, lambda: [leniency_figure(rows, str(reading.primary), label)])
    shows = {
        "checked": any(row["checks"] for row in rows), "repeated": any(row["self_consistency"] for row in rows),
        "compared": any(row["agreement"] for row in shown), "reliable": any(row["reliability"] for row in shown),
        "lenient": any(row["severity"] for row in shown),
    }  # fmt: skip
    return {
        "figure": figures[0] if figures else None, "rows": shown[:MOST_ROWS], "rest": shown[MOST_ROWS:],
        "about": about, **shows,
        # The rater and answers; severity brings noise with it.
        "columns": 2 + sum(shows.values()) + shows["lenient"],
        "apart": sum(bool(row["flags"]) for row in rows), "simulated": any(row["simulated"] for row in rows),
    }  # fmt: skip


def _about(rows: list[dict[str, Any]], primary: str | None) -> str:
    """What the columns are of: the primary dimension, else comparisons, else what most have answered."""
    counts: dict[str, int] = {}
    for row in rows:
        for key in (*row["dimensions"], *row["comparisons"]):
            counts[key] = counts.get(key, 0) + 1
    if primary in counts:
        return str(primary)
    return max(counts, key=lambda key: (key == "comparisons", counts[key])) if counts else ""


def _row(reading: Reading, row: dict[str, Any], about: str) -> dict[str, Any]:
    block = row["dimensions"].get(about) or row["comparisons"].get(about) or {}
    return {
        **row, "agreement": block.get("agreement"), "severity": block.get("severity"), "noise": block.get("noise"),
        "reliability": block.get("reliability"), "source": rows_of(reading, rater=str(row["rater"])),
    }  # fmt: skip
