"""The judge's scores against people's, before and after calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from annotations.telling import decimal
from ranking.charts.figure import Figure
from ranking.charts.render import TOKENS, Spec, drawing

PANEL = 296


@dataclass(frozen=True)
class Bin:
    """Responses of much the same judge's score: their mean score by judge and by people, with an interval."""

    judge: float
    people: float
    low: float | None
    high: float | None
    n: int


def calibration_figure(
    before: Sequence[Bin], after: Sequence[Bin], *, title: str, note: str, domain: tuple[float, float]
) -> Figure:
    """This function will draw both panels on the same axes, with the line where judge and people agree."""
    panels = [(_("Before: the judge’s own score"), before), (_("After: the calibrated score, held out"), after)]
    drawn = [
        drawing(partial(_panel, bins, domain, head), label=f"{head}. {title}", wide=PANEL)
        for head, bins in panels
        if bins
    ]
    rows = [
        [head.split(":")[0], decimal(one.judge), decimal(one.people), _interval(one), str(one.n)]
        for head, bins in panels
        for one in bins
    ]
    columns = [_("Panel"), _("Judge"), _("People"), _("Interval, 95 %"), _("n")]
    return Figure(title=title, note=note, drawings=drawn, columns=columns, rows=rows)


def _interval(one: Bin) -> str:
    if one.low is None or one.high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": decimal(one.low), "high": decimal(one.high)}


def _panel(bins: Sequence[Bin], domain: tuple[float, float], head: str, width: int) -> Spec:
    scale = {"domain": list(domain), "zero": False, "nice": False, "clamp": True}
    values = [vars(one) for one in bins]
    x = {
        "field": "judge", "type": "quantitative", "title": _("Judge’s score"), "scale": scale,
        "axis": {"grid": False, "tickCount": 5},
    }  # fmt: skip
    y = {
        "field": "people", "type": "quantitative", "title": _("People’s mean score"), "scale": scale,
        "axis": {"grid": True, "tickCount": 5, "domain": False, "ticks": False},
    }  # fmt: skip
    diagonal = [{"judge": value, "people": value} for value in domain]
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
