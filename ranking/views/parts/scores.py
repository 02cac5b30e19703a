"""People's mean scores."""

from typing import Any

from ranking.charts.of_report import score_figures, temperature_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading


def scores(reading: Reading) -> dict[str, Any] | None:
    """A figure for each dimension, and one by temperature where the others are not that already."""
    fit, report, scales = reading.fit, reading.report, reading.scales
    figures = drawn(fit, "scores", lambda: list(score_figures(report, scales)))
    if not figures:
        return None
    warm = drawn(fit, "temperature", lambda: [temperature_figure(report, scales, reading.primary)])[0]
    return {"figures": [*figures, *([warm] if warm else [])], "broad": len(figures) == 1}
