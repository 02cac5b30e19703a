"""What people prefer."""

from typing import Any

from ranking.charts.of_report import strength_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading


def strengths(reading: Reading) -> dict[str, Any] | None:
    """The figure of strengths, and how they were computed."""
    figure = drawn(reading.fit, "strengths", lambda: [strength_figure(reading.report)])[0]
    return {"figure": figure, "method": reading.report["strengths_method"]} if figure else None
