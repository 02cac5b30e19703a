"""Figures drawn on the server as inline SVG. See docs/charts.md.

The specifications are plain Vega-Lite objects: building them with a library would cost each web process a second of
start-up and forty megabytes, and say nothing more.
"""

from ranking.charts.calibration import Bin, calibration_figure
from ranking.charts.figure import Figure
from ranking.charts.intervals import Bar, interval_figure
from ranking.charts.rounds import Point, rounds_figure

__all__ = ["Bar", "Bin", "Figure", "Point", "calibration_figure", "interval_figure", "rounds_figure"]
