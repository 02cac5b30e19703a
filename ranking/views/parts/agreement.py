"""How far people agree."""

from typing import Any

from ranking.charts.of_report import agreement_figure
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of


def agreement(reading: Reading) -> dict[str, Any] | None:
    """The figure of alpha by dimension."""
    figure = drawn(reading.fit, "agreement", lambda: [agreement_figure(reading.report, reading.labels)])[0]
    return {"figure": figure, "source": rows_of(reading, answered="people")} if figure else None
