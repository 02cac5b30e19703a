"""How far models' own confidence may be believed."""

from typing import Any

from ranking.charts.figure import Figure
from ranking.charts.of_judge import confidence_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of

MOST_MODELS = 4


def confidence(reading: Reading) -> dict[str, Any] | None:
    """A figure for each model on the primary dimension, before and after calibration."""
    section = reading.report.get("confidence") or {}
    figures = drawn(reading.fit, "confidence", lambda: _figures(reading, section))
    return {"figures": figures, "source": rows_of(reading, answered="people")} if figures else None


def _figures(reading: Reading, section: dict[str, Any]) -> list[Figure]:
    found = []
    for model, dimensions in list(section.items())[:MOST_MODELS]:
        primary = reading.primary
        on = primary if primary is not None and primary in dimensions else next(iter(dimensions))
        figure = confidence_figure(model, dimensions[on], reading.labels.get(on, on), reading.report)
        if figure is not None:
            found.append(figure)
    return found
