"""Scores over the rounds: whether the loop gets anywhere."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotations.telling import decimal, whole
from ranking.charts.figure import Figure
from ranking.charts.render import TOKENS, Spec, drawing


@dataclass(frozen=True)
class Point:
    """One version's people's score in one round."""

    round: int
    version: str
    mean: float
    low: float | None
    high: float | None
    n: int


def rounds_figure(
    points: Sequence[Point], *, title: str, note: str, domain: tuple[float, float], threshold: float | None
) -> Figure:
    """This function will draw each version's mean by round, joined where it was measured again."""
    rows = [[str(p.round), p.version, decimal(p.mean), _interval(p), whole(p.n)] for p in points]
    columns = [_("Round"), _("Version"), _("Mean"), _("Interval, 95 %"), _("n")]
    drawn = drawing(lambda width: _spec(points, width, domain, threshold), label=f"{title} {note}")
    return Figure(title=title, note=note, drawings=[drawn], columns=columns, rows=rows)


def _interval(point: Point) -> str:
    if point.low is None or point.high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": decimal(point.low), "high": decimal(point.high)}


def _spec(points: Sequence[Point], width: int, domain: tuple[float, float], threshold: float | None) -> Spec:
    rounds = sorted({point.round for point in points})
    # Versions of one round stand side by side, so that their intervals do not hide one another.
    values = [{**vars(point), "x": f"{point.round}·{point.version}"} for point in points]
    places = [f"{p.round}·{p.version}" for p in sorted(points, key=lambda p: (p.round, p.version))]
    # The versions of one template need not its name below each point; the table names them whole.
    templates = {p.version.rpartition(" ")[0] for p in points}
    named = f"{templates.pop()} " if len(templates) == 1 else ""
    below = f"replace(datum.value, {json.dumps(named)}, '')" if named.strip() else "datum.value"
    x = {
        "field": "x", "type": "nominal", "sort": places, "title": _("Round and version"),
        "axis": {"labelAngle": 0, "domain": True, "ticks": False, "labelExpr": f"split({below}, '·')",
                 "labelColor": TOKENS["ink"], "labelLimit": 120},
        "scale": {"paddingOuter": 0.4},
    }  # fmt: skip
    y = {
        "field": "mean", "type": "quantitative", "title": None,
        "scale": {"domain": list(domain), "zero": False, "nice": False},
        "axis": {"grid": True, "domain": False, "ticks": False, "tickCount": 5},
    }  # fmt: skip
    layers: list[Spec] = [
        {
            "mark": {"type": "line", "color": TOKENS["line-strong"], "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y, "detail": {"field": "version"}, "order": {"field": "round"}},
        },
        {
            "mark": {"type": "rule", "color": TOKENS["people"], "strokeWidth": 2.5},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 90, "color": TOKENS["people"], "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "dy": -8, "fontSize": 12, "color": TOKENS["ink"]},
            "encoding": {"x": x, "y": y, "text": {"field": "mean", "format": ".2f"}},
        },
    ]
    if threshold is not None:
        layers.insert(0, _threshold(threshold, y))
    return {
        "data": {"values": values},
        "width": min(width - 60, 120 + 130 * max(len(places), len(rounds))),
        "height": 190,
        "layer": layers,
    }


def _threshold(value: float, y: Spec) -> Spec:
    return {
        "data": {"values": [{"mean": value}]},
        "mark": {"type": "rule", "strokeDash": [4, 4], "color": TOKENS["ink-soft"]},
        "encoding": {"y": y},
    }
