"""Estimates with their intervals, one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotations.telling import decimal, whole
from ranking.charts.figure import Figure
from ranking.charts.labels import labels_axis, labels_width
from ranking.charts.render import NARROW, TOKENS, Spec, drawing
from ranking.charts.tones import Tone, coloured, shaped

ROW = 30
# An axis of so few whole numbers has a tick at each.
FEW_STEPS = 8


@dataclass(frozen=True)
class Bar:
    """One estimate; `low` and `high` are null where there is no interval.

    `clear` is whether it is clear among all that was asked alike; None where nothing was asked of it.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    n: int
    tone: Tone = "people"
    clear: bool | None = None


def interval_figure(
    bars: Sequence[Bar],
    *,
    title: str,
    note: str,
    axis: str,
    name: str,
    domain: tuple[float, float] | None = None,
    mark: float | None = None,
    decimals: int = 2,
    most: int | None = None,
    spans: bool = False,
) -> Figure:
    """This function will draw dots with whiskers; `mark` is a line to compare with (zero, a threshold).

    Only the first `most` are drawn; the table has all. With `spans` the ends stand beside an interval, not the value.
    """
    drawn = bars[:most]
    if len(drawn) < len(bars):
        shown = _("Drawn are the first %(n)d; the table has all %(all)d.") % {"n": most, "all": len(bars)}
        note = f"{note} {shown}"
    return Figure(
        title=title,
        note=note,
        drawings=[
            drawing(lambda width: _spec(drawn, width, axis, domain, mark, decimals, spans), label=f"{title} {note}")
        ],
        columns=[name, axis, _("Interval, 95 %"), _("n")],
        rows=[[bar.name, decimal(bar.value, decimals), _interval(bar, decimals), whole(bar.n)] for bar in bars],
    )


def _interval(bar: Bar, decimals: int) -> str:
    if bar.low is None or bar.high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": decimal(bar.low, decimals), "high": decimal(bar.high, decimals)}


def _span(bar: Bar, decimals: int) -> str:
    ends = [decimal(bar.value if end is None else end, decimals) for end in (bar.low, bar.high)]
    return "–".join(dict.fromkeys(ends))


def _whole_steps(domain: tuple[float, float] | None) -> Spec:
    """Ticks at whole numbers; a least step alone still leaves halves where there are few."""
    if domain and domain[1] - domain[0] <= FEW_STEPS:
        return {"values": list(range(int(domain[0]), int(domain[1]) + 1)), "format": "d"}
    return {"tickMinStep": 1, "format": "d"}


def _spec(
    bars: Sequence[Bar],
    width: int,
    axis: str,
    domain: tuple[float, float] | None,
    mark: float | None,
    decimals: int,
    spans: bool,
) -> Spec:
    narrow = width <= NARROW
    low, high = domain or (float("-inf"), float("inf"))
    values = [
        {
            "row": str(place), "name": bar.name, "value": bar.value,
            "low": None if bar.low is None else max(bar.low, low),
            "high": None if bar.high is None else min(bar.high, high),
            "tone": bar.tone, "text": _span(bar, decimals) if spans else decimal(bar.value, decimals),
            "top": bar.value if bar.high is None else min(bar.high, high),
        }
        for place, bar in enumerate(bars)
    ]  # fmt: skip
    names = {str(place): bar.name for place, bar in enumerate(bars)}
    y = {
        "field": "row", "type": "nominal", "sort": None, "title": None,
        "axis": labels_axis(names, width),
    }  # fmt: skip
    x = {
        "field": "value", "type": "quantitative", "title": axis,
        "scale": {"zero": False, "nice": domain is None} | ({"domain": list(domain)} if domain else {}),
        "axis": {"grid": True, "domain": False, "ticks": False, "tickCount": 4 if narrow else 6}
        | ({} if decimals else _whole_steps(domain)),
    }  # fmt: skip
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 2.5},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {"mark": {"type": "point", "filled": True, "size": 80, "opacity": 1}, "encoding": {"x": x, "shape": shaped()}},
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 12},
            "encoding": {"x": {**x, "field": "top"}, "text": {"field": "text"}, "color": {"value": TOKENS["ink"]}},
        },
    ]
    if mark is not None:
        layers.insert(
            0,
            {
                "data": {"values": [{"at": mark}]},
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": TOKENS["ink-soft"]},
                "encoding": {
                    "x": {"field": "at", "type": "quantitative"},
                    "y": {},
                    "color": {"value": TOKENS["ink-soft"]},
                },
            },
        )
    return {
        "data": {"values": values},
        # What the names leave, less the room for a figure beside the longest interval.
        "width": width - labels_width([bar.name for bar in bars], width) - 56,
        "height": max(ROW * len(bars), ROW),
        "encoding": {"y": y, "color": coloured()},
        "layer": layers,
    }
