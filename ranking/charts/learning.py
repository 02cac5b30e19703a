"""Labels against error: what more answers would bring."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotations.telling import decimal, whole
from ranking.charts.figure import Figure
from ranking.charts.render import TOKENS, Spec, drawing


@dataclass(frozen=True)
class Step:
    """The held-out error of a mapping fitted on n answers."""

    n: int
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class Beyond:
    """What is expected of twice as many answers as there are, and the error that is to be beaten."""

    n: int
    now: float
    doubled: float
    reference: float
    reference_name: str


def learning_figure(
    steps: Sequence[Step], beyond: Beyond, *, title: str, note: str, axis: str, decimals: int = 2
) -> Figure:
    """This function will draw the errors measured, dashed what is expected further on, and what is to be beaten."""
    rows = [[whole(one.n), decimal(one.error, decimals + 1), _interval(one, decimals)] for one in steps]
    rows.append([_("%(n)d, expected") % {"n": 2 * beyond.n}, decimal(beyond.doubled, decimals + 1), "–"])
    rows.append([beyond.reference_name, decimal(beyond.reference, decimals + 1), "–"])
    return Figure(
        title=title,
        note=note,
        drawings=[drawing(lambda width: _spec(steps, beyond, axis, width), label=f"{title} {note}")],
        columns=[_("Answers"), axis, _("Interval, 95 %")],
        rows=rows,
    )


def _interval(one: Step, decimals: int) -> str:
    low, high = decimal(one.low, decimals + 1), decimal(one.high, decimals + 1)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _spec(steps: Sequence[Step], beyond: Beyond, axis: str, width: int) -> Spec:
    values = [vars(one) for one in steps]
    ends = [one.low for one in steps] + [beyond.doubled, beyond.reference, *(one.high for one in steps)]
    low, high = min(ends), max(ends)
    room = max((high - low) * 0.12, 1e-3)
    x = {
        "field": "n", "type": "quantitative", "title": _("Answers it was fitted on"),
        "scale": {"type": "log", "nice": False, "domain": [steps[0].n * 0.9, 2.2 * beyond.n]},
        "axis": {"grid": False, "ticks": True, "values": _ticks(steps[0].n, 2 * beyond.n), "format": "d"},
    }  # fmt: skip
    y = {
        "field": "error", "type": "quantitative", "title": axis,
        "scale": {"zero": False, "nice": False, "domain": [max(0.0, low - room), high + room]},
        "axis": {"grid": True, "domain": False, "ticks": False, "tickCount": 5},
    }  # fmt: skip
    ahead = [
        {"n": steps[-1].n, "error": steps[-1].error},
        {"n": beyond.n, "error": beyond.now},
        {"n": 2 * beyond.n, "error": beyond.doubled},
    ]
    return {
        "width": min(width - 60, 520),
        "height": 190,
        "layer": [*_beaten(beyond, steps[0].n, x, y), *_measured(values, x, y), *_ahead(ahead, x, y)],
    }


def _measured(values: list[dict[str, float]], x: Spec, y: Spec) -> list[Spec]:
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": TOKENS["judge"], "strokeWidth": 2},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "data": {"values": values},
            "mark": {"type": "line", "color": TOKENS["judge"], "strokeWidth": 2.5},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": values},
            "mark": {"type": "point", "filled": True, "size": 60, "color": TOKENS["judge"], "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
    ]


def _ahead(ahead: list[dict[str, float]], x: Spec, y: Spec) -> list[Spec]:
    text = {"type": "text", "align": "right", "baseline": "top", "dy": 8, "fontSize": 12, "color": TOKENS["ink"]}
    return [
        {
            "data": {"values": ahead},
            "mark": {"type": "line", "color": TOKENS["judge"], "strokeWidth": 2, "strokeDash": [5, 4]},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": ahead[-1:]},
            "mark": {"type": "point", "size": 60, "color": TOKENS["judge"], "fill": TOKENS["surface"], "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": ahead[-1:]},
            "mark": text,
            "encoding": {"x": x, "y": y, "text": {"value": _("expected of twice as many")}},
        },
    ]


def _beaten(beyond: Beyond, first: int, x: Spec, y: Spec) -> list[Spec]:
    line = [{"error": beyond.reference, "n": first}]
    return [
        {
            "data": {"values": line},
            "mark": {"type": "rule", "color": TOKENS["people"], "strokeDash": [2, 3], "strokeWidth": 2},
            "encoding": {"y": y},
        },
        {
            "data": {"values": [{"error": beyond.reference, "n": 2.2 * beyond.n}]},
            "mark": {
                "type": "text", "align": "right", "baseline": "bottom", "dy": -5, "fontSize": 12,
                "color": TOKENS["ink"],
            },
            "encoding": {"x": x, "y": y, "text": {"value": beyond.reference_name}},
        },
    ]  # fmt: skip


def _ticks(first: int, last: int) -> list[int]:
    """Round numbers along a logarithmic axis."""
    found = [step * 10**power for power in range(7) for step in (1, 2, 5)]
    return [one for one in found if first <= one <= last]
