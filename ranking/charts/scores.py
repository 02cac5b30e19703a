"""People's mean scores: one figure for all dimensions of one scale, so that they can be compared."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import number, told
from ranking.charts.figure import Figure
from ranking.charts.grouped import Axis, Group, grouped_figure
from ranking.charts.intervals import Bar
from ranking.charts.scale import Scale, factor_label
from ranking.selectors.factors import factor_name
from ranking.selectors.story import Report, factor_of

# Where the rows of one line are: of a factor's name, on a dimension.
Link = Callable[[str, str, str], str]


def score_figures(report: Report, scales: dict[str, Scale], link: Link | None = None) -> Iterator[Figure]:
    """Mean scores by version (or model, or temperature), one figure for each scale with its dimensions in groups."""
    factor = factor_of(report["scores"])
    by_scale: dict[tuple[float, float], dict[str, list[dict[str, Any]]]] = {}
    for name, scale in scales.items():
        rows = [row for row in report["scores"] if row["of"] == factor and row["dimension"] == name]
        if rows:
            by_scale.setdefault(scale.domain, {})[name] = sorted(rows, key=lambda row: -row["mean"])
    for found in by_scale.values():
        yield _figure(found, scales, str(factor), link)


def temperature_figure(
    report: Report, scales: dict[str, Scale], primary: str | None, link: Link | None = None
) -> Figure | None:
    """Mean scores by temperature, where that is not what the other figures show already."""
    rows = [row for row in report["scores"] if row["of"] == "temperature" and row["dimension"] == primary]
    if len(rows) < 2 or factor_of(report["scores"]) == "temperature" or primary not in scales:
        return None
    return _figure({primary: sorted(rows, key=lambda row: -row["mean"])}, scales, "temperature", link)


def scores_title(rows: list[dict[str, Any]], label: str, factor: str | None = None) -> str:
    """What the figure shows; a lead within the intervals is not called one."""
    best, *others = rows
    names = [told(factor_name(factor, row["name"])) for row in rows[:2]]
    words = {"label": label, "name": names[0], "other": names[-1]}
    if not others:
        return _("%(label)s: people’s mean score of %(name)s") % words
    ends = best["ci_low"], others[0]["ci_high"]
    if None not in ends and ends[0] > ends[1]:
        return _("%(label)s: %(name)s scores highest") % words
    return _("%(label)s: no clear difference between %(name)s and %(other)s") % words


def _figure(
    found: dict[str, list[dict[str, Any]]], scales: dict[str, Scale], factor: str, link: Link | None
) -> Figure:  # fmt: skip
    first, own = next(iter(found)), [scales[name] for name in found]
    several = len(found) > 1
    groups = [
        Group(scales[name].label if several else "", [_bar(row, factor) for row in rows])
        for name, rows in found.items()
    ]  # fmt: skip
    marks = {scale.threshold for scale in own}
    threshold = next(iter(marks)) if len(marks) == 1 else None
    return grouped_figure(
        groups,
        title=scores_title(found[first], own[0].label, factor),
        note=_note(own[0], threshold),
        axis=Axis(_("People’s mean score") if several else own[0].label, own[0].domain, threshold),
        columns=(_("Dimension"), factor_label(factor)),
        hrefs=[link(factor, row["name"], name) for name, rows in found.items() for row in rows] if link else (),
    )


def _note(scale: Scale, threshold: float | None) -> str:
    note = _("Scores by people, from %(low)s to %(high)s. Intervals are 95 %% over prompts.") % {
        "low": number(scale.minimum), "high": number(scale.maximum),
    }  # fmt: skip
    if threshold is None:
        return note
    mark = _("The line marks %(mark)s, from which it is accepted.") % {"mark": number(threshold)}
    return f"{note} {mark}"


def _bar(row: dict[str, Any], factor: str) -> Bar:
    name = number(float(row["name"])) if factor == "temperature" else row["name"]
    return Bar(name, row["mean"], row["ci_low"], row["ci_high"], row["n"])
