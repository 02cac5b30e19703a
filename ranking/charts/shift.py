"""Figures as they stand and with a bias taken off: where each moves, and how surely."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotations.telling import decimal, whole
from ranking.charts.axis import line_at
from ranking.charts.counts import with_n
from ranking.charts.figure import Figure
from ranking.charts.grouped import BROAD
from ranking.charts.labels import labels_axis, labels_width
from ranking.charts.render import NARROW, TOKENS, Spec, drawing
from ranking.charts.tones import Tone, coloured

ROW = 26


@dataclass(frozen=True)
class Shift:
    """One name's figure, raw and adjusted; ends are null where there is no interval."""

    name: str
    raw: float
    adjusted: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Shifts:
    """Whose figures these are."""

    who: str
    tone: Tone
    rows: Sequence[Shift]


def shift_figure(
    groups: Sequence[Shifts],
    *,
    title: str,
    note: str,
    axis: str,
    name: str,
    decimals: int = 2,
    mark: float | None = None,
    most: int = 12,
) -> Figure:
    """This function will draw a ring for the raw figure and a dot with its interval for the adjusted one.

    Of each group the first `most` are drawn; the table has all.
    """
    note = with_n(note, (one.n for group in groups for one in group.rows))
    drawn = [Shifts(group.who, group.tone, group.rows[:most]) for group in groups]
    if any(len(group.rows) > most for group in groups):
        shown = _("Drawn are the first %(n)d of each; the table has all.") % {"n": most}
        note = f"{note} {shown}"
    return Figure(
        title=title,
        note=note,
        drawings=[
            drawing(lambda width: _spec(drawn, width, axis, decimals, mark), label=f"{title} {note}", wide=BROAD)
        ],
        columns=[name, _("Who"), _("As it stands"), _("Without the bias"), _("Interval, 95 %"), _("n")],
        rows=[
            [one.name, group.who, decimal(one.raw, decimals), decimal(one.adjusted, decimals), _ends(one, decimals),
             whole(one.n)]
            for group in groups
            for one in group.rows
        ],
    )  # fmt: skip


def _ends(one: Shift, decimals: int) -> str:
    if one.low is None or one.high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": decimal(one.low, decimals), "high": decimal(one.high, decimals)}


def _rows(groups: Sequence[Shifts], decimals: int) -> tuple[dict[str, str], list[Spec]]:
    names: dict[str, str] = {}
    values: list[Spec] = []
    for place, group in enumerate(groups):
        names[f"h{place}"] = group.who
        for k, one in enumerate(group.rows):
            names[row := f"r{place}.{k}"] = one.name
            top = max(value for value in (one.high, one.raw, one.adjusted) if value is not None)
            values.append(
                {**vars(one), "row": row, "tone": group.tone, "text": decimal(one.adjusted, decimals), "top": top}
            )
    return names, values


def _spec(groups: Sequence[Shifts], width: int, axis: str, decimals: int, mark: float | None) -> Spec:
    names, values = _rows(groups, decimals)
    x = {
        "field": "adjusted", "type": "quantitative", "title": axis, "scale": {"zero": False, "nice": True},
        "axis": {"grid": True, "domain": False, "ticks": False, "tickCount": 4 if width <= NARROW else 6},
    }  # fmt: skip
    y = {
        "field": "row", "type": "nominal", "sort": None, "title": None, "scale": {"domain": list(names)},
        "axis": labels_axis(names, width, heads=True),
    }  # fmt: skip
    colour = coloured()
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 2.5},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
        },
        {
            "mark": {"type": "point", "filled": False, "size": 90, "strokeWidth": 2, "color": TOKENS["ink-soft"]},
            "encoding": {"x": {**x, "field": "raw"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
            "encoding": {"x": x, "color": colour},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 12, "color": TOKENS["ink"]},
            "encoding": {"x": {**x, "field": "top"}, "text": {"field": "text"}},
        },
    ]
    if mark is not None:
        layers.insert(0, line_at(mark))
    return {
        "data": {"values": values},
        "width": width - labels_width(list(names.values()), width) - 62,
        "height": ROW * len(names),
        "encoding": {"y": y},
        "layer": layers,
    }
