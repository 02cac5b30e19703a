"""Estimates in groups and the axis they stand on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotations.telling import decimal
from ranking.charts.intervals import Bar
from ranking.charts.render import NARROW, TOKENS, Spec


@dataclass(frozen=True)
class Group:
    """A heading and the estimates under it."""

    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Axis:
    """What the estimates are, the ends of their scale, a line to compare with, and how numbers are written."""

    title: str
    domain: tuple[float, float] | None = None
    mark: float | None = None
    decimals: int = 2
    signed: bool = False

    def number(self, value: float) -> str:
        """A value as it is written; what rounds to nothing has no sign."""
        text = decimal(value, self.decimals)
        return f"+{text}" if self.signed and value > 0 and text.strip("0.,") else text

    def ends(self, bar: Bar) -> str:
        """An interval as it is written."""
        if bar.low is None or bar.high is None:
            return "–"
        return _("%(low)s to %(high)s") % {"low": self.number(bar.low), "high": self.number(bar.high)}


def x_of(axis: Axis, width: int) -> Spec:
    """The horizontal axis of a drawing of this width."""
    return {
        "field": "value", "type": "quantitative", "title": axis.title,
        "scale": {"zero": False, "nice": axis.domain is None} | ({"domain": axis.domain} if axis.domain else {}),
        "axis": {
            "grid": True, "domain": False, "ticks": False, "tickCount": 4 if width <= NARROW else 6,
            **({"format": "+~f", "labelExpr": "datum.value === 0 ? '0' : datum.label"} if axis.signed else {}),
        },
    }  # fmt: skip


def value_of(bar: Bar, axis: Axis) -> Spec:
    """The data of one estimate; ends beyond the scale are drawn to its end."""
    low, high = axis.domain or (float("-inf"), float("inf"))
    return {
        "value": bar.value, "tone": bar.tone, "hollow": bar.clear is False, "text": axis.number(bar.value),
        "low": None if bar.low is None else max(bar.low, low),
        "high": None if bar.high is None else min(bar.high, high),
        "top": bar.value if bar.high is None else min(bar.high, high),
    }  # fmt: skip


def hollow_fill(colour: Spec) -> Spec:
    """The fill of a mark: none where its estimate is not clear, else as its outline."""
    return {"condition": {"test": "!datum.hollow", **colour}, "value": TOKENS["surface"]}


def line_at(at: float) -> Spec:
    """A broken line to compare with."""
    return {
        "data": {"values": [{"at": at}]},
        "mark": {"type": "rule", "strokeDash": [4, 4], "color": TOKENS["ink-soft"]},
        "encoding": {"x": {"field": "at", "type": "quantitative"}, "y": {}, "color": {"value": TOKENS["ink-soft"]}},
    }
