"""Figures over the rounds, all on one axis: whether the loop gets anywhere, and what moves with it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import decimal, whole
from ranking.charts.counts import with_n
from ranking.charts.figure import Figure, Side
from ranking.charts.render import NARROW, TOKENS, Spec, drawing
from ranking.charts.tones import SHAPES, Hue, Tone, coloured, hues, shaped
from ranking.selectors.over_rounds import Measure, Place, Series

BROAD = 860
HEIGHT, LOW = 240, 150
Row = dict[str, Any]
# The same on every panel, so that the rounds stand below one another.
_AXIS, _LABELS, _LABELS_NARROW = 44, 150, 86
# What the marks of one version take of its place; the rest parts it from the next.
_SHARE = 0.8


def places_figure(
    places: Sequence[Place],
    rounds: Sequence[int],
    *,
    title: str,
    note: str,
    domain: tuple[float, float],
    mark: float | None,
    hrefs: Sequence[str] = (),
    hue: Hue | None = None,
) -> Figure:
    """This function will draw people's mean of every version by round, and beside each the judges' calibrated one."""
    note = with_n(note, (one.n for place in places for _who, one in _sides(place)))
    hue = hue or hues(name for place in places for name in place.judges)
    rows = [
        [str(place.round), place.version, who, decimal(one.value), _ends(one), whole(one.n)]
        for place in places
        for who, one in _sides(place)
    ]
    return Figure(
        title=title,
        note=note,
        drawings=[
            drawing(
                lambda width: _places(places, rounds, width, domain, mark, hue), label=f"{title} {note}", wide=BROAD
            )
        ],
        columns=[_("Round"), _("Version"), _("Who"), _("Mean"), _("Interval, 95 %"), _("n")],
        rows=rows,
        legend=_legend(places, hue),
        hrefs=hrefs,
    )


def series_figure(
    series: Sequence[Series],
    rounds: Sequence[int],
    *,
    title: str,
    note: str,
    by: float = 1,
    decimals: int = 2,
    domain: tuple[float, float] | None = None,
    mark: float | None = None,
    column: str = "",
    hue: Hue | None = None,
) -> Figure:
    """This function will draw a line for each series, named at its end; values are multiplied `by`."""
    note = with_n(note, (each.n for one in series for each in one.measures))
    hue = hue or hues(one.of for one in series)
    rows = [
        [one.name, str(each.round), decimal(each.value * by, decimals), _ends(each, by, decimals), whole(each.n)]
        for one in series
        for each in one.measures
    ]
    return Figure(
        title=title,
        note=note,
        drawings=[
            drawing(
                lambda width: _lines(series, rounds, width, by, domain, mark, hue), label=f"{title} {note}", wide=BROAD
            )
        ],
        columns=[column or _("Who"), _("Round"), _("Estimate"), _("Interval, 95 %"), _("n")],
        rows=rows,
    )


def _legend(places: Sequence[Place], hue: Hue) -> list[Side]:
    named: dict[Tone, list[str]] = {}
    for name in sorted({name for place in places for name in place.judges}):
        named.setdefault(hue(name), []).append(name)
    judges = [Side(", ".join(names), tone, SHAPES[tone]) for tone, names in named.items()]
    return [Side(_("People"), "people", SHAPES["people"]), *judges] if judges else []


def _ends(one: Measure, by: float = 1, decimals: int = 2) -> str:
    if one.low is None or one.high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": decimal(one.low * by, decimals), "high": decimal(one.high * by, decimals)}


def _sides(place: Place) -> list[tuple[str, Measure]]:
    people = [(_("People"), place.people)] if place.people else []
    return [*people, *sorted(place.judges.items())]


def _x(rounds: Sequence[int], *, last: bool = True) -> Spec:
    labels = {str(number): str(number) for number in rounds}
    return {
        "field": "round", "type": "ordinal", "title": _("Round") if last else None,
        "scale": {"domain": list(labels), "paddingInner": 0.25, "paddingOuter": 0.15},
        "axis": {"labelAngle": 0, "domain": True, "ticks": False, "labelColor": TOKENS["ink"], "labelFontSize": 12},
    }  # fmt: skip


def _y(domain: tuple[float, float] | None) -> Spec:
    scale = {"domain": list(domain), "nice": False, "zero": False} if domain else {"nice": True, "zero": False}
    axis = {"grid": True, "domain": False, "ticks": False, "tickCount": 5, "minExtent": _AXIS, "maxExtent": _AXIS}
    return {"field": "value", "type": "quantitative", "title": None, "scale": scale, "axis": axis}


def _plot(width: int) -> int:
    return width - _AXIS - (_LABELS_NARROW if width <= NARROW else _LABELS)


def _places(
    places: Sequence[Place],
    rounds: Sequence[int],
    width: int,
    domain: tuple[float, float],
    mark: float | None,
    hue: Hue,
) -> Spec:
    values: list[Row] = []
    names: list[Row] = []
    for place in places:
        sides = _sides(place)
        for k, (who, one) in enumerate(sides):
            tone = "people" if one is place.people else hue(who)
            low = None if one.low is None else max(one.low, domain[0])
            high = None if one.high is None else min(one.high, domain[1])
            values.append(
                {"round": str(place.round), "at": _offset(places, place, ((k + 0.5) / len(sides) - 0.5) * _SHARE),
                 "tone": tone, "value": one.value, "low": low, "high": high,
                 "text": decimal(one.value) if tone == "people" else ""}
            )  # fmt: skip
        names.append(
            {"round": str(place.round), "at": _offset(places, place, 0), "value": domain[0], "text": _short(place)}
        )
    half = _most(places) / 2
    offset = {"field": "at", "type": "quantitative", "scale": {"domain": [-half, half]}}
    x, y = _x(rounds), _y(domain)
    both = {"x": x, "xOffset": offset, "y": y}
    layers: list[Spec] = [
        {"mark": {"type": "rule", "strokeWidth": 2.5},
         "encoding": {**both, "color": coloured(), "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        {"mark": {"type": "point", "filled": True, "size": 85 if width > NARROW else 50, "opacity": 1},
         "encoding": {**both, "color": coloured(), "shape": shaped()}},
        {"data": {"values": names}, "mark": {"type": "text", "dy": -8, "fontSize": 12, "color": TOKENS["ink-soft"]},
         "encoding": {**both, "text": {"field": "text"}}},
    ]  # fmt: skip
    if width > NARROW:
        layers.append(
            {"mark": {"type": "text", "align": "right", "dx": -7, "fontSize": 12, "color": TOKENS["ink"]},
             "encoding": {**both, "text": {"field": "text"}}}
        )  # fmt: skip
    if mark is not None:
        layers.insert(0, _mark(mark))
    return {"data": {"values": values}, "width": _plot(width), "height": HEIGHT, "layer": layers}


def _offset(places: Sequence[Place], place: Place, side: float) -> float:
    """Where a mark stands within its round: a version is one wide, its sides share most of that, all centred."""
    own = [one for one in places if one.round == place.round]
    return own.index(place) - (len(own) - 1) / 2 + side


def _most(places: Sequence[Place]) -> int:
    """As many versions as a round has at most."""
    return max(len([one for one in places if one.round == each.round]) for each in places)


def _short(place: Place) -> str:
    """The version alone: templates are rarely several in one figure, and the table names them whole."""
    return place.version.rpartition(" ")[2][:12]


def _lines(
    series: Sequence[Series],
    rounds: Sequence[int],
    width: int,
    by: float,
    domain: tuple[float, float] | None,
    mark: float | None,
    hue: Hue,
) -> Spec:
    low_end, high_end = domain or (float("-inf"), float("inf"))
    values: list[Row] = [
        {"round": str(one.round), "name": line.name, "tone": hue(line.of),
         "value": one.value * by,
         "low": None if one.low is None else max(one.low * by, low_end),
         "high": None if one.high is None else min(one.high * by, high_end)}
        for line in series
        for one in line.measures
    ]  # fmt: skip
    ends = [{**_last(values, line.name), "label": line.name} for line in series if line.measures]
    _spread(ends, values)
    x, y = _x(rounds), _y(domain)
    offset = {
        "field": "name", "type": "nominal",
        "scale": {"domain": [line.name for line in series], "paddingInner": 0.6, "paddingOuter": 0.6},
    }  # fmt: skip
    colour = coloured()
    both = {"x": x, "xOffset": offset, "y": y, "color": colour}
    limit = (_LABELS_NARROW if width <= NARROW else _LABELS) - 14
    layers: list[Spec] = [
        {"mark": {"type": "line", "strokeWidth": 1.5, "opacity": 0.55},
         "encoding": {**both, "detail": {"field": "name"}}},
        {"mark": {"type": "rule", "strokeWidth": 2.5},
         "encoding": {**both, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1}, "encoding": {**both, "shape": shaped()}},
        {"data": {"values": ends},
         "mark": {"type": "text", "align": "left", "fontSize": 12, "limit": limit},
         "encoding": {"x": {"value": _plot(width) + 8}, "y": {**y, "field": "at"}, "color": colour,
                      "text": {"field": "label"}}},
    ]  # fmt: skip
    if mark is not None:
        layers.insert(0, _mark(mark))
    return {"data": {"values": values}, "width": _plot(width), "height": LOW, "layer": layers}


def _last(values: Sequence[Row], name: str) -> Row:
    return [value for value in values if value["name"] == name][-1]


def _spread(ends: list[Row], values: Sequence[Row]) -> None:
    """Names at the ends of lines keep a line's height apart, in the order of the values."""
    numbers = [float(value[key]) for value in values for key in ("value", "low", "high") if value[key] is not None]
    gap = (max(numbers) - min(numbers)) * 15 / LOW if numbers else 0.0
    last = float("-inf")
    for end in sorted(ends, key=lambda one: float(one["value"])):
        last = max(float(end["value"]), last + gap)
        end["at"] = last


def _mark(at: float) -> Spec:
    return {
        "data": {"values": [{"value": at}]},
        "mark": {"type": "rule", "strokeDash": [4, 4], "color": TOKENS["ink-soft"]},
        "encoding": {"y": {"field": "value", "type": "quantitative"}},
    }
