"""The share that would be left to the judge, against how far it errs there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotations.telling import decimal, percent, whole
from ranking.charts.figure import Figure
from ranking.charts.render import TOKENS, Spec, drawing, percents


@dataclass(frozen=True)
class Left:
    """What the judge does on the share of which it is at least so sure."""

    limit: float
    share: float
    n: int
    error: float
    low: float | None
    high: float | None
    held: float


@dataclass(frozen=True)
class Words:
    """What the axes and the columns are called; `shares` where errors and limits are shares."""

    error: str
    limit: str
    held: str
    shares: bool = False

    def write(self, value: float) -> str:
        """A value as the table has it."""
        return percent(value) if self.shares else decimal(value)


def alone_figure(curve: Sequence[Left], *, rule: float, title: str, note: str, words: Words) -> Figure:
    """This function will draw the error over the share; a line marks the share that the rule leaves to the judge."""
    rows = [
        [percent(one.share), words.write(one.limit), words.write(one.error), _interval(one, words), percent(one.held),
         whole(one.n)]
        for one in curve
    ]  # fmt: skip
    at = max((one.share for one in curve if one.limit <= rule + 1e-9), default=0.0)
    columns = [_("Left to the judge"), words.limit, words.error, _("Interval, 95 %"), words.held, _("n")]
    return Figure(
        title=title,
        note=note,
        drawings=[drawing(lambda width: _spec(curve, at, words, width), label=f"{title} {note}")],
        columns=columns,
        rows=rows,
    )


def _interval(one: Left, words: Words) -> str:
    if one.low is None or one.high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": words.write(one.low), "high": words.write(one.high)}


def _spec(curve: Sequence[Left], at: float, words: Words, width: int) -> Spec:
    values = [vars(one) for one in curve]
    top = max([*(one.high or one.error for one in curve), 1e-6])
    x = {
        "field": "share", "type": "quantitative", "title": _("Share left to the judge, the surest first"),
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {"grid": False, "ticks": False, "tickCount": 5, **percents()},
    }  # fmt: skip
    y = {
        "field": "error", "type": "quantitative", "title": words.error,
        "scale": {"domain": [0, top * 1.15], "nice": False},
        "axis": {"grid": True, "domain": False, "ticks": False, "tickCount": 5,
                 **(percents() if words.shares else {})},
    }  # fmt: skip
    layers: list[Spec] = [
        {
            "data": {"values": [one for one in values if one["low"] is not None]},
            "mark": {"type": "rule", "color": TOKENS["judge"], "strokeWidth": 2},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "data": {"values": values},
            "mark": {"type": "line", "color": TOKENS["judge"], "strokeWidth": 2},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": values},
            "mark": {"type": "point", "filled": True, "size": 50, "color": TOKENS["judge"], "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        *_rule(at, top, x, y),
    ]
    return {"width": min(width - 60, 520), "height": 190, "layer": layers}


def _rule(at: float, top: float, x: Spec, y: Spec) -> list[Spec]:
    """A line at the share that the rule leaves to the judge, with the share beside it."""
    right = at < 0.6
    text = {
        "type": "text", "align": "left" if right else "right", "dx": 6 if right else -6, "baseline": "top",
        "fontSize": 12, "color": TOKENS["ink"],
    }  # fmt: skip
    told = _("the rule: %(share)s of these") % {"share": percent(at)}
    return [
        {
            "data": {"values": [{"share": at}]},
            "mark": {"type": "rule", "color": TOKENS["ink-soft"], "strokeDash": [4, 4], "strokeWidth": 1.5},
            "encoding": {"x": x},
        },
        {
            "data": {"values": [{"share": at, "error": top * 1.13}]},
            "mark": text,
            "encoding": {"x": x, "y": y, "text": {"value": told}},
        },
    ]
