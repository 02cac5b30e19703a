"""What people and judges give for each trait, side by side on one axis."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import language_name
from ranking.charts.figure import Figure
from ranking.charts.grouped import Axis, Group, grouped_figure
from ranking.charts.intervals import Bar
from ranking.charts.tones import Hue, hues, judges_of
from ranking.selectors.clear import is_clear
from ranking.selectors.story import Report


def trait_name(row: dict[str, Any]) -> str:
    """What a trait is called at the head of its rows."""
    kind, _colon, value = row["name"].partition(":")
    names = {
        "length": _("Twice as long"), "list": _("A list"), "markdown": _("Headings, bold, tables"), "code": _("Code"),
        "refusal": _("Declines to answer"), "temperature": _("Temperature +1"),
        "category": _("A rarer category, or none"), "language": _("A rarer language, or none"),
    }  # fmt: skip
    if not value:
        return names.get(kind, kind)
    base = str(row["unit"]).removeprefix("against ")
    if kind == "language":
        value, base = language_name(value), language_name(base)
    return _("%(value)s (against %(base)s)") % {"value": value, "base": base}


def drivers_figure(
    report: Report, dimension: str, label: str, *, most: int = 40, link: Callable[[str], str] | None = None
) -> Figure | None:  # fmt: skip
    """Effects on one dimension: a group for each trait, people's first; None where there are none.

    `link` gives the address of the rows of one side.
    """
    rows = [row for row in report["drivers"] if row["dimension"] == dimension]
    if not rows:
        return None
    traits = {row["name"]: trait_name(row) for row in rows}
    found = {name: sorted((row for row in rows if row["name"] == name), key=_people_first) for name in traits}
    hue = hues(judges_of(report))
    # Where sides part the most stands first.
    order = sorted(traits, key=lambda name: -_range([row["effect"] for row in found[name]]))
    sides = len({row["on"] for row in rows})
    return grouped_figure(
        [Group(traits[name], [_bar(row, hue) for row in found[name]]) for name in order],
        title=_title(report, dimension, label, traits),
        note=_("Points of the scale that go with each trait, all others held equal. Intervals are 95 %."),
        axis=Axis(_("Points on %(label)s") % {"label": label}, mark=0.0, signed=True),
        columns=(_("Trait"), _("Who")),
        most=most if sides > 1 else most // 2,
        hrefs=[link(row["on"]) for name in order for row in found[name]] if link else (),
    )


def _title(report: Report, dimension: str, label: str, traits: dict[str, str]) -> str:
    apart = [row for row in report.get("partings", ()) if row["dimension"] == dimension and is_clear(row)]
    if apart:
        most = max(apart, key=lambda row: abs(row["difference"]))
        return _("%(label)s: people and %(judge)s part most on “%(trait)s”") % {
            "label": label, "judge": most["on"], "trait": traits.get(most["name"], most["name"]),
        }  # fmt: skip
    if any(row["dimension"] == dimension for row in report.get("partings", ())):
        return _("%(label)s: people and judge do not clearly part") % {"label": label}
    return _("%(label)s: what goes with a higher score") % {"label": label}


def _people_first(row: dict[str, Any]) -> tuple[bool, str]:
    return row["on"] != "people", row["on"]


def _range(values: Sequence[float]) -> float:
    return max(values) - min(values) if len(values) > 1 else abs(values[0])


def _bar(row: dict[str, Any], hue: Hue) -> Bar:
    name = _("People") if row["on"] == "people" else row["on"]
    return Bar(name, row["effect"], row["ci_low"], row["ci_high"], row["n"], hue(row["on"]), is_clear(row))
