"""Agreement as it forms: one line over the answers so far, in its interval."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from annotations.telling import decimal
from ranking.charts.figure import Figure
from ranking.charts.render import TOKENS, Spec, drawing


class Formed(Protocol):
    """What is drawn of one moment."""

    @property
    def answers(self) -> int: ...
    @property
    def units(self) -> int: ...
    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def forming_figure(line: Sequence[Formed], *, title: str, note: str) -> Figure:
    """This function will draw alpha by the number of answers; moments without a value are in the table alone."""
    rows = [[str(one.answers), _figure(one.value), _interval(one), str(one.units)] for one in line]
    return Figure(
        title=title,
        note=note,
        drawings=[drawing(lambda width: _spec(line, width), label=f"{title} {note}")],
        columns=[_("Answers"), _("Agreement"), _("Interval, 95 %"), _("Answered by two or more")],
        rows=rows,
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else decimal(value)


def _interval(one: Formed) -> str:
    if one.low is None or one.high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": _figure(one.low), "high": _figure(one.high)}


def _spec(line: Sequence[Formed], width: int) -> Spec:
    known = [(one, one.value) for one in line if one.value is not None]
    values = [{"answers": one.answers, "value": value, "low": one.low, "high": one.high} for one, value in known]
    lowest = min((value if one.low is None else one.low for one, value in known), default=0.0)
    x = {
        "field": "answers", "type": "quantitative", "title": _("Answers so far"),
        "scale": {"zero": True, "nice": True},
        "axis": {"grid": False, "ticks": False, "tickCount": 5, "tickMinStep": 1, "format": "d"},
    }  # fmt: skip
    y = {
        "field": "value", "type": "quantitative", "title": None,
        "scale": {"domain": [min(0.0, max(-1.0, lowest)), 1], "nice": False},
        "axis": {"grid": True, "domain": False, "ticks": False, "tickCount": 5},
    }  # fmt: skip
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "color": TOKENS["people-wash"], "clip": True},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": TOKENS["people"], "strokeWidth": 2.5, "clip": True},
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 50, "color": TOKENS["people"], "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
    ]
    if values:
        layers.append(
            {
                "data": {"values": [values[-1]]},
                "mark": {"type": "text", "align": "right", "dy": -12, "fontSize": 12, "color": TOKENS["ink"]},
                "encoding": {"x": x, "y": y, "text": {"field": "value", "format": ".2f"}},
            }
        )
    return {"data": {"values": values}, "width": min(width - 60, 520), "height": 170, "layer": layers}
