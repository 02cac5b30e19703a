"""Mean scores within each category or language, people's and judges' on one axis."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from ranking.charts.figure import Figure
from ranking.charts.grouped import Axis, Group, grouped_figure
from ranking.charts.intervals import Bar
from ranking.charts.scale import Scale
from ranking.charts.tones import Hue

Name = Callable[[str], str]


def slices_figure(
    rows: list[dict[str, Any]], scale: Scale, *, name: Name, column: str, link: Name, hue: Hue
) -> Figure | None:
    """One group for each value, people's mean first, then each judge's own; None where there are no rows.

    `rows` are the report's slices of one field and dimension; `name` says a value, `link` is where its rows are.
    """
    own = [row for row in rows if not row["name"]]
    if not own:
        return None
    found: dict[str, list[dict[str, Any]]] = {}
    for row in own:
        found.setdefault(row["value"], []).append(row)
    order = sorted(found, key=lambda value: -found[value][0]["mean"])
    return grouped_figure(
        [Group(name(value), [_bar(row, hue) for row in found[value]]) for value in order],
        title=_title([found[value][0] for value in order], scale, name),
        note=_("Means over responses, with intervals (95 %) over prompts; judges as they are, not calibrated."),
        axis=Axis(scale.label, scale.domain, scale.threshold),
        columns=(column, _("Who")),
        hrefs=[link(value) for value in order for _row in found[value]],
    )


def names_figure(rows: list[dict[str, Any]], scale: Scale, *, name: Name, column: str, link: Name) -> Figure | None:
    """People's mean of every version (or model, or temperature) within each value; None where there is one only."""
    own = [row for row in rows if row["name"] and row["on"] == "people"]
    if not own:
        return None
    found: dict[str, list[dict[str, Any]]] = {}
    for row in own:
        found.setdefault(row["value"], []).append(row)
    bars = {
        value: [
            Bar(row["name"], row["mean"], row["ci_low"], row["ci_high"], row["n"])
            for row in sorted(rows, key=lambda row: -row["mean"])
        ]
        for value, rows in found.items()
    }
    leaders = {bars[value][0].name for value in bars}
    title = (
        _("%(label)s: %(name)s is ahead in each") % {"label": scale.label, "name": next(iter(leaders))}
        if len(leaders) == 1
        else _("%(label)s: who is ahead differs") % {"label": scale.label}
    )
    return grouped_figure(
        [Group(name(value), bars[value]) for value in bars],
        title=title,
        note=_("People’s means over responses, with intervals (95 %) over prompts. Ahead is not always clearly ahead."),
        axis=Axis(scale.label, scale.domain, scale.threshold),
        columns=(column, _("Name")),
        hrefs=[link(value) for value in bars for _bar in bars[value]],
    )


def _title(people: list[dict[str, Any]], scale: Scale, name: Name) -> str:
    best, worst = people[0], people[-1]
    ends = best["ci_low"], worst["ci_high"]
    words = {"label": scale.label, "value": name(worst["value"])}
    if None not in ends and ends[0] > ends[1]:
        return _("%(label)s is lowest for %(value)s") % words
    return _("%(label)s does not clearly differ") % words


def _bar(row: dict[str, Any], hue: Hue) -> Bar:
    name = _("People") if row["on"] == "people" else row["on"]
    return Bar(name, row["mean"], row["ci_low"], row["ci_high"], row["n"], hue(row["on"]))
