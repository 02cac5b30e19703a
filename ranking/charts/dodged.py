"""The same few sides in every group on one line each, told apart by colour and shape: a figure that is half as long."""

from collections.abc import Sequence

from ranking.charts.axis import Axis, Group, hollow_fill, line_at, value_of, x_of
from ranking.charts.figure import Side
from ranking.charts.labels import labels_axis, labels_width
from ranking.charts.render import TOKENS, Spec
from ranking.charts.tones import SHAPES

MARK = 13


def shared_sides(groups: Sequence[Group]) -> list[Side]:
    """The sides that share a line in every group: none where there is one group, one side, or too many."""
    names = dict.fromkeys((bar.name, bar.tone) for group in groups for bar in group.bars)
    told_apart = len({tone for _name, tone in names}) == len(names)
    if len(groups) < 2 or len(names) < 2 or not told_apart or not all(group.title for group in groups):
        return []
    tones = list(SHAPES)
    return [Side(name, tone, SHAPES[tone]) for name, tone in sorted(names, key=lambda one: tones.index(one[1]))]


def dodged_spec(groups: Sequence[Group], width: int, axis: Axis) -> Spec:
    """Vega-Lite of groups whose sides are shared."""
    sides = shared_sides(groups)
    names = {f"r{place}": group.title for place, group in enumerate(groups)}
    values = [
        {**value_of(bar, axis), "row": f"r{place}", "side": bar.name} for place, group in enumerate(groups)
        for bar in group.bars
    ]  # fmt: skip
    order = [side.name for side in sides]
    x = x_of(axis, width)
    y = {
        "field": "row", "type": "nominal", "sort": None, "title": None,
        "scale": {"domain": list(names), "paddingInner": 0.28, "paddingOuter": 0.14}, "axis": labels_axis(names, width),
    }  # fmt: skip
    side = {"field": "side", "type": "nominal", "legend": None}
    shape = {**side, "scale": {"domain": order, "range": [one.shape for one in sides]}}
    # Offsets are not handed down to layers.
    at: Spec = {"y": y, "yOffset": {"field": "side", "type": "nominal", "sort": None, "scale": {"domain": order}},
          "color": {**side, "scale": {"domain": order, "range": [TOKENS[one.tone] for one in sides]}}}  # fmt: skip
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {**at, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": False, "strokeWidth": 2, "size": 52, "opacity": 1},
            "encoding": {**at, "x": x, "shape": shape, "fill": hollow_fill(at["color"])},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 7, "fontSize": 11},
            "encoding": {
                **at, "x": {**x, "field": "top"}, "text": {"field": "text"}, "color": {"value": TOKENS["ink"]},
            },
        },
    ]  # fmt: skip
    if axis.mark is not None:
        layers.insert(0, line_at(axis.mark))
    return {
        "data": {"values": values},
        "width": width - labels_width(list(names.values()), width) - 62,
        "height": int((MARK * len(sides) / 0.72) * len(names)),
        "layer": layers,
    }
