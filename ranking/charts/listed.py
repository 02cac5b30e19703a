"""Every estimate on a line of its own under its group's heading."""

from collections.abc import Sequence

from ranking.charts.axis import Axis, Group, hollow_fill, line_at, value_of, x_of
from ranking.charts.labels import labels_axis, labels_width
from ranking.charts.render import TOKENS, Spec
from ranking.charts.tones import coloured, shaped

ROW = 24


def listed_spec(groups: Sequence[Group], width: int, axis: Axis) -> Spec:
    """Vega-Lite of any groups."""
    names, values = _rows(groups, axis)
    x = x_of(axis, width)
    colour = coloured()
    y = {
        "field": "row", "type": "nominal", "sort": None, "title": None, "scale": {"domain": list(names)},
        "axis": labels_axis(names, width, heads=True),
    }  # fmt: skip
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 2.5},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": False, "strokeWidth": 2, "size": 70, "opacity": 1},
            "encoding": {"x": x, "shape": shaped(), "fill": hollow_fill(colour)},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 12},
            "encoding": {"x": {**x, "field": "top"}, "text": {"field": "text"}, "color": {"value": TOKENS["ink"]}},
        },
    ]
    if axis.mark is not None:
        layers.insert(0, line_at(axis.mark))
    return {
        "data": {"values": values},
        "width": width - labels_width(list(names.values()), width) - 62,
        "height": ROW * len(names),
        "encoding": {"y": y, "color": colour},
        "layer": layers,
    }


def _rows(groups: Sequence[Group], axis: Axis) -> tuple[dict[str, str], list[Spec]]:
    """The name of every row, headings among them, and the data of those that are no headings."""
    names: dict[str, str] = {}
    values: list[Spec] = []
    for place, group in enumerate(groups):
        if group.title:
            names[f"h{place}"] = group.title
        for k, bar in enumerate(group.bars):
            names[f"r{place}.{k}"] = bar.name
            values.append({**value_of(bar, axis), "row": f"r{place}.{k}"})
    return names, values
