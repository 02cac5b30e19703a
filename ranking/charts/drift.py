"""The sums of a chart of drift, and the height at which it alarms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import decimal, whole
from ranking.charts.figure import Figure
from ranking.charts.render import TOKENS, Spec, drawing

Row = dict[str, Any]


def drift_figure(
    path: Sequence[Sequence[Any]], *, size: int, height: float, title: str, since: int | None, read: int
) -> Figure:
    """This function will draw the sum up and the sum down (as a line below zero) by the number of residuals.

    `path` holds [number of the mean, time, sum up, sum down], `size` the units in a mean; `since` is the number of the
    mean at which what moved began. `read` units had been read at the last of them: a chart that was begun anew counts
    its means from there, and a reader all that was read.
    """
    note = _(
        "Cumulative sums of means of %(size)d; beyond the dashed lines, at %(height)s, chance is an unlikely cause. "
        "Above zero: up, below: down."
    ) % {"size": size, "height": decimal(height, 1)}
    before = read - (path[-1][0] + 1) * size if path else 0
    rows = [
        [whole(before + (number + 1) * size), str(at)[:10], decimal(up, 1), decimal(down, 1)]
        for number, at, up, down in path
    ]
    return Figure(
        title=title, note=note,
        drawings=[drawing(lambda width: _spec(path, size, height, since, before, width), label=f"{title} {note}")],
        columns=[_("Read so far"), _("Date"), _("Sum up"), _("Sum down")], rows=rows[-60:],
    )  # fmt: skip


def _spec(path: Sequence[Sequence[Any]], size: int, height: float, since: int | None, before: int, width: int) -> Spec:
    values: list[Row] = []
    for number, _at, up, down in path:
        values.append({"n": before + (number + 1) * size, "side": "up", "value": up})
        values.append({"n": before + (number + 1) * size, "side": "down", "value": -down})
    low = min([row["n"] for row in values], default=0)
    # Room beyond the lines, and for the last sum.
    top, bottom = (1.2 * max(height, *(sign * row["value"] for row in values)) for sign in (1, -1))
    x = {
        "field": "n", "type": "quantitative", "title": _("Read so far"),
        "scale": {"zero": False, "nice": False},
        "axis": {"grid": False, "ticks": False, "tickCount": 5, "format": "d"},
    }  # fmt: skip
    y = {
        "field": "value", "type": "quantitative", "title": None, "scale": {"domain": [-bottom, top], "nice": False},
        "axis": {"grid": True, "domain": False, "ticks": False, "tickCount": 5},
    }  # fmt: skip
    lines = [{"value": height}, {"value": -height}]
    layers: list[Spec] = [
        {"data": {"values": lines}, "mark": {"type": "rule", "strokeDash": [4, 4], "color": TOKENS["ink-soft"]},
         "encoding": {"y": y}},
        {"mark": {"type": "line", "strokeWidth": 2, "color": TOKENS["people"]},
         "encoding": {"x": x, "y": y, "detail": {"field": "side"}}},
    ]  # fmt: skip
    if since is not None and before + (since + 1) * size >= low:
        mark = {"n": before + (since + 1) * size, "text": _("since here")}
        late = mark["n"] > (low + max(row["n"] for row in values)) / 2
        side = {"align": "right", "dx": -5} if late else {"align": "left", "dx": 5}
        layers += [
            {"data": {"values": [mark]}, "mark": {"type": "rule", "color": TOKENS["ink-soft"]}, "encoding": {"x": x}},
            {"data": {"values": [mark]},
             "mark": {"type": "text", **side, "baseline": "middle", "fontSize": 12, "color": TOKENS["ink"]},
             "encoding": {"x": x, "y": {"value": 26}, "text": {"field": "text"}}},
        ]  # fmt: skip
    return {"data": {"values": values}, "width": min(width - 60, 540), "height": 180, "layer": layers}
