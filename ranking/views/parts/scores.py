"""People's mean scores."""

from typing import Any

from ranking.charts.scores import score_figures, temperature_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of, rows_of_name


def scores(reading: Reading) -> dict[str, Any] | None:
    """A figure for each scale, and one by temperature where the others are not that already."""
    fit, report, scales = reading.fit, reading.report, reading.scales

    def link(factor: str, name: str, dimension: str) -> str:
        return rows_of_name(reading, factor, name, dimension=dimension, answered="people")

    figures = drawn(fit, "scores", lambda: list(score_figures(report, scales, link)))
    if not figures:
        return None
    warm = drawn(fit, "temperature", lambda: [temperature_figure(report, scales, reading.primary, link)])[0]
    return {
        "figures": [*figures, *([warm] if warm else [])],
        "source": rows_of(reading, answered="people", kind="RATING"),
    }  # fmt: skip
