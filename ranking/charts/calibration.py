"""What a judge or a model says against what people say, before and after calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from annotations.telling import decimal, percent, whole
from ranking.charts.figure import Figure
from ranking.charts.render import TOKENS, Spec, drawing, percents

PANEL = 296


@dataclass(frozen=True)
class Bin:
    """Responses of much the same judge's score (or claim): its mean, people's, with an interval, and how many."""

    judge: float
    people: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Axes:
    """What is drawn against what: titles, the domain of both axes, and whether they are shares."""

    across: str
    upwards: str
    domain: tuple[float, float]
    shares: bool = False

    def write(self, value: float) -> str:
        """A value as the table has it."""
        return percent(value) if self.shares else decimal(value)


def calibration_figure(
    before: Sequence[Bin], after: Sequence[Bin], *, title: str, note: str, domain: tuple[float, float]
) -> Figure:
    """This function will draw both panels on the same axes, with the line where judge and people agree."""
    panels = [(_("Before: the judge’s own score"), before), (_("After: the calibrated score, held out"), after)]
    axes = Axes(_("Judge’s score"), _("People’s mean score"), domain)
    return _figure(panels, axes, title, note, [_("Panel"), _("Judge"), _("People"), _("Interval, 95 %"), _("n")])


def reliability_figure(before: Sequence[Bin], after: Sequence[Bin], *, title: str, note: str, upwards: str) -> Figure:
    """This function will draw claimed chances against how often it was so (`upwards` says what), before and after."""
    panels = [(_("Before: the chance as claimed"), before), (_("After: the calibrated chance, held out"), after)]
    axes = Axes(_("Chance"), upwards, (0.0, 1.0), shares=True)
    return _figure(panels, axes, title, note, [_("Panel"), _("Chance"), upwards, _("Interval, 95 %"), _("n")])


def _figure(
    panels: Sequence[tuple[str, Sequence[Bin]]], axes: Axes, title: str, note: str, columns: list[str]
) -> Figure:
    drawn = [
        drawing(partial(_panel, bins, axes, head), label=f"{head}. {title}", wide=PANEL)
        for head, bins in panels
        if bins
    ]
    rows = [
        [head.split(":")[0], axes.write(one.judge), axes.write(one.people), _interval(one, axes), whole(one.n)]
        for head, bins in panels
        for one in bins
    ]
    return Figure(title=title, note=note, drawings=drawn, columns=columns, rows=rows)


def _interval(one: Bin, axes: Axes) -> str:
    if one.low is None or one.high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": axes.write(one.low), "high": axes.write(one.high)}


def _panel(bins: Sequence[Bin], axes: Axes, head: str, width: int) -> Spec:
    scale = {"domain": list(axes.domain), "zero": False, "nice": False, "clamp": True}
    values = [vars(one) for one in bins]
    written = {**percents(), "values": [0, 0.25, 0.5, 0.75, 1]} if axes.shares else {"tickCount": 5}
    x = {
        "field": "judge", "type": "quantitative", "title": axes.across, "scale": scale,
        "axis": {"grid": False, **written},
    }  # fmt: skip
    y = {
        "field": "people", "type": "quantitative", "title": axes.upwards, "scale": scale,
        "axis": {"grid": True, "domain": False, "ticks": False, **written},
    }  # fmt: skip
    diagonal = [{"judge": value, "people": value} for value in axes.domain]
    colour = TOKENS["people"]
    return {
        "title": {
            "text": head, "anchor": "start", "fontSize": 13, "fontWeight": 600, "color": TOKENS["ink"], "offset": 10,
        },
        "width": width - 60,
        "height": width - 60,
        "layer": [
            {
                "data": {"values": diagonal},
                "mark": {"type": "line", "strokeDash": [4, 4], "color": TOKENS["ink-soft"], "strokeWidth": 1.5},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": values},
                "mark": {"type": "rule", "color": colour, "strokeWidth": 2},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "point", "filled": True, "color": colour, "opacity": 1},
                "encoding": {"x": x, "y": y, "size": {
                    "field": "n", "type": "quantitative", "legend": None, "scale": {"rangeMin": 40, "rangeMax": 160},
                }},
            },
        ],
    }  # fmt: skip
