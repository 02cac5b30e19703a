"""Biases of people and judges on one axis, and figures without them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import decimal, told
from ranking.charts.figure import Figure
from ranking.charts.grouped import Axis, Group, grouped_figure
from ranking.charts.intervals import Bar
from ranking.charts.scale import factor_label
from ranking.charts.shift import Shift, Shifts, shift_figure
from ranking.charts.tones import Hue, hues, judges_of
from ranking.selectors.clear import is_clear
from ranking.selectors.story import Report, kind_label

# An estimate is said in points of a hundred: what a share is, and twice what a chance beyond a half is.
SCALES = {"position": 100, "length": 200, "format": 200, "self_preference": 200}
Rows = list[dict[str, Any]]


def mark_label(attribute: str) -> str:
    """What a mark of a text is called; any other attribute is its own name."""
    return {"list": _("List"), "markdown": _("Markdown"), "code": _("Code")}.get(attribute, attribute)


def measured_label(kind: str, *, choices: bool) -> str:
    """A kind of audit and what it was measured on."""
    words = {"kind": kind_label(kind)}
    return _("%(kind)s, in choices") % words if choices else _("%(kind)s, in scores") % words


def scaled(row: dict[str, Any]) -> tuple[float, float | None, float | None]:
    """An audit's estimate and its ends as they are shown."""
    by = SCALES.get(row["kind"], 1) if row["measured_on"].endswith("choices") else 1
    low, high = row["ci_low"], row["ci_high"]
    return row["estimate"] * by, None if low is None else low * by, None if high is None else high * by


def choices_figure(rows: Rows, label: Callable[[str], str], link: Callable[[Any], str], hue: Hue) -> Figure:
    """One kind of bias in choices, in points of a hundred; a group for each dimension and mark."""
    kind = rows[0]["kind"]
    return grouped_figure(
        _groups(rows, label, hue),
        title=_title(rows, measured_label(kind, choices=True)),
        note=_("Points of a hundred choices. Zero is no bias. Intervals are 95 %."),
        axis=Axis(_axis(kind), mark=0.0, decimals=1, signed=True),
        columns=(_("On"), _("Who")),
        hrefs=_hrefs(rows, label, link),
    )


def scores_figure(rows: Rows, label: Callable[[str], str], link: Callable[[Any], str], hue: Hue) -> Figure:
    """One kind of bias in scores, in points of the scale: people's own, and judges' beyond people's."""
    kind = rows[0]["kind"]
    people = any(row["of"] == "people" for row in rows)
    note = (
        _("Points of the scale: what people give for it, and what a judge gives beyond people. Intervals are 95 %.")
        if people
        else _("Points of the scale that the judge gives beyond people’s mean. Intervals are 95 %.")
    )
    return grouped_figure(
        _groups(rows, label, hue),
        title=_title(rows, measured_label(kind, choices=False)),
        note=note,
        axis=Axis(_("Points of the scale"), mark=0.0, signed=True),
        columns=(_("On"), _("Who")),
        hrefs=_hrefs(rows, label, link),
    )


def swaps_figure(rows: Rows, label: Callable[[str], str], link: Callable[[Any], str], hue: Hue) -> Figure:
    """Gaps between two values of an attribute, in points of the scale."""
    return grouped_figure(
        _groups(rows, label, hue),
        title=_title(rows, rows[0]["attribute"]),
        note=_("Points of the scale between the same prompts under both values, paired. Intervals are 95 %."),
        axis=Axis(_("Points of the scale"), mark=0.0, signed=True),
        columns=(_("On"), _("Who")),
        hrefs=_hrefs(rows, label, link),
    )


def debiased_figures(rows: Rows, report: Report) -> list[Figure]:
    """The figures that these biases move, as they stand and without them; those of one kind share an axis."""
    found: dict[tuple[str, str], Rows] = {}
    for row in rows:
        found.setdefault((row["debiased"]["figure"], row["debiased"]["of"]), []).append(row)
    hue = hues(judges_of(report))
    return [_debiased(own, told(figure, report.get("said")), of, hue) for (figure, of), own in found.items()]


def _debiased(rows: Rows, title: str, of: str, hue: Hue) -> Figure:
    share = rows[0]["measured_on"].endswith("choices")
    by = 100 if share else 1
    return shift_figure(
        [Shifts(who(row["of"]), hue(row["of"]), _shifts(row, by)) for row in rows],
        title=title,
        note=_("The ring is the figure as it stands, the dot without the bias, with its interval (95 %)."),
        axis=_("Wins, in percent") if share else _("Mean score"),
        name=factor_label(of),
        decimals=1 if share else 2,
        mark=50 if share else None,
    )


def _shifts(row: dict[str, Any], by: float) -> list[Shift]:
    return [
        Shift(one["name"], one["raw"] * by, one["adjusted"] * by, _times(one.get("ci_low"), by),
              _times(one.get("ci_high"), by), one["n"])
        for one in row["debiased"]["rows"]
    ]  # fmt: skip


def _times(value: float | None, by: float) -> float | None:
    return None if value is None else value * by


def _axis(kind: str) -> str:
    names = {
        "position": _("How much more often what stands first is chosen"),
        "length": _("How much more often an answer twice as long is chosen"),
        "format": _("How much more often an answer with it is chosen"),
        "self_preference": _("How much more often its own family is chosen"),
    }
    return names[kind]


def _title(rows: Rows, what: str) -> str:
    clear = [row for row in rows if is_clear(row)]
    if not clear:
        return _("%(what)s: nothing is clear") % {"what": what}
    most = max(clear, key=lambda row: abs(row["estimate"]))
    decimals = 1 if most["measured_on"].endswith("choices") else 2
    words = {"what": what, "who": side_name(most["of"]), "points": decimal(abs(scaled(most)[0]), decimals)}
    return _("%(what)s: it is largest for %(who)s, %(points)s points") % words


def who(of: str) -> str:
    """Whose bias it is, as the reader calls them."""
    return _("People") if of == "people" else of


def side_name(of: str) -> str:
    """The same within a sentence."""
    return _("people") if of == "people" else of


def heading(row: dict[str, Any], label: Callable[[str], str]) -> str:
    """What a row is of, beside who: the mark or the values, and the dimension."""
    about = " – ".join(row["values"]) if row["values"] else mark_label(row["attribute"])
    return ", ".join(part for part in (about, label(row["dimension"]) if row["dimension"] else "") if part)


def _grouped(rows: Rows, label: Callable[[str], str]) -> Iterable[tuple[str, Rows]]:
    found: dict[str, Rows] = {}
    for row in rows:
        found.setdefault(heading(row, label), []).append(row)
    return found.items()


def _groups(rows: Rows, label: Callable[[str], str], hue: Hue) -> list[Group]:
    return [Group(title, [_bar(row, hue) for row in own]) for title, own in _grouped(rows, label)]


def _hrefs(rows: Rows, label: Callable[[str], str], link: Callable[[Any], str]) -> list[str]:
    return [link(row) for _title, own in _grouped(rows, label) for row in own]


def _bar(row: dict[str, Any], hue: Hue) -> Bar:
    value, low, high = scaled(row)
    return Bar(who(row["of"]), value, low, high, row["n"], hue(row["of"]), is_clear(row))
