"""The judge against people."""

from typing import Any

from ranking.charts.of_report import MOST_FIGURES, calibration_figures
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading


def judges(reading: Reading) -> dict[str, Any] | None:
    """Calibration before and after, for the first few judges and dimensions."""
    report, scales = reading.report, reading.scales
    found = drawn(reading.fit, "calibration", lambda: list(calibration_figures(report, scales))[:MOST_FIGURES])
    return {"figures": [figure for _judge, figure in found]} if found else None
