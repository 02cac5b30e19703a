"""Measured biases, of people and of judges side by side: a table of all, then a block for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ranking.charts.biases import (
    choices_figure,
    debiased_figures,
    scores_figure,
    swaps_figure,
    who,
)
from ranking.charts.figure import Figure
from ranking.charts.grouped import Axis, Group, grouped_figure
from ranking.charts.intervals import Bar
from ranking.charts.tones import Hue
from ranking.selectors.story import kind_label
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.bias_map import CHOICES, SCORES, bias_maps, clear_of
from ranking.views.parts.bias_words import method_of
from ranking.views.parts.links import rows_of, rows_of_side

Row = dict[str, Any]
KINDS = ("position", "length", "format", "severity", "self_preference", "counterfactual")
# A figure without the bias is drawn for the clear ones that move it most; the report has all.
MOST_DEBIASED = 4


@dataclass(frozen=True)
class Block:
    """One kind of bias: the clear findings, what to do about them, and the figures."""

    kind: str
    title: str
    clear: list[Row]
    looked: int
    advice: list[tuple[str, str]]
    figures: list[Figure]
    debiased: list[Figure]
    method: str


def biases(reading: Reading) -> dict[str, Any] | None:
    """The table of all, and the blocks, those with something clear first."""
    audits = reading.report["audits"]
    if not audits:
        return None
    blocks = drawn(
        reading.fit, f"biases:{reading.shown}", lambda: [block for kind in KINDS for block in _block(reading, kind)]
    )
    return {
        "maps": bias_maps(reading),
        "blocks": sorted(blocks, key=lambda block: not block.clear),
        "n_clear": sum(len(block.clear) for block in blocks),
        "source": rows_of(reading),
    }


def _block(reading: Reading, kind: str) -> list[Block]:
    kinds = (kind, "flip_rate") if kind == "counterfactual" else (kind,)
    rows = [row for row in reading.report["audits"] if row["kind"] in kinds]
    if not rows:
        return []
    clear = clear_of(rows)
    advice = dict.fromkeys((_side(row), row["advice"]) for row in clear if row.get("advice"))
    return [
        Block(
            kind, kind_label(kind), clear, len(rows),
            list(advice),
            _figures(reading, kind, rows), _debiased(reading, clear), method_of(kind),
        )
    ]  # fmt: skip


def _side(row: Row) -> str:
    """Who does what, at the head of what to do about it."""
    people, choices = row["of"] == "people", row["measured_on"] in CHOICES
    if people:
        return _("People, choosing") if choices else _("People, scoring")
    return _("Judges, choosing") if choices else _("Judges, scoring")


def _figures(reading: Reading, kind: str, rows: list[Row]) -> list[Figure]:
    def link(row: Row) -> str:
        return _rows_of(reading, row)

    label = reading.label
    if kind == "counterfactual":
        gaps = [row for row in rows if row["kind"] == "counterfactual" and row["dimension"] == reading.shown]
        attributes = dict.fromkeys(row["attribute"] for row in gaps)
        found = [
            swaps_figure([row for row in gaps if row["attribute"] == attribute], label, link, reading.hue)
            for attribute in attributes
        ]
        return found + _group_figures(reading)
    figures = []
    choices = [row for row in rows if row["measured_on"] in CHOICES]
    if choices:
        figures.append(choices_figure(choices, label, link, reading.hue))
    # What people part by among themselves is another thing than what a judge gives beyond them.
    scores = [row for row in rows if row["measured_on"] in SCORES and row["measured_on"] != "overlaps"]
    if scores:
        figures.append(scores_figure(scores, label, link, reading.hue))
    spread = [row for row in rows if row["measured_on"] == "overlaps"]
    if spread:
        figures.append(_spread_figure(reading, spread))
    return figures


def _spread_figure(reading: Reading, rows: list[Row]) -> Figure:
    bars = [
        Bar(reading.label(row["dimension"]), row["estimate"], row["ci_low"], row["ci_high"], row["n"]) for row in rows
    ]
    return grouped_figure(
        [Group("", bars)],
        title=_("How far people part in severity"),
        note=_("Standard deviation between raters on the same responses, in points; zero is none. Intervals are 95 %."),
        axis=Axis(_("Points of the scale")),
        columns=(_("Dimension"), _("Dimension")),
        hrefs=[rows_of_side(reading, "people", dimension=row["dimension"]) for row in rows],
    )


def _group_figures(reading: Reading) -> list[Figure]:
    """The mean score under each value of every attribute, people's and judges'."""
    rows = [row for row in reading.report.get("groups") or [] if row["dimension"] == reading.shown]
    scale = reading.scales.get(str(reading.shown))
    if scale is None:
        return []
    figures = []
    for attribute in dict.fromkeys(row["attribute"] for row in rows):
        own = [row for row in rows if row["attribute"] == attribute]
        values = dict.fromkeys(row["value"] for row in own)
        groups = [
            Group(value, [_group_bar(row, reading.hue) for row in own if row["value"] == value]) for value in values
        ]
        figures.append(
            grouped_figure(
                groups,
                title=_("%(label)s by %(attribute)s") % {"label": scale.label, "attribute": attribute},
                note=_("Mean scores under each value, with intervals (95 %) over sets. Compare the paired gaps above."),
                axis=Axis(scale.label, scale.domain, scale.threshold),
                columns=(attribute, _("Who")),
                hrefs=[
                    rows_of(reading, attribute=attribute, value=row["value"], dimension=row["dimension"])
                    for value in values for row in own if row["value"] == value
                ],
            )
        )  # fmt: skip
    return figures


def _group_bar(row: Row, hue: Hue) -> Bar:
    return Bar(who(row["of"]), row["mean"], row["ci_low"], row["ci_high"], row["n"], hue(row["of"]))


def _debiased(reading: Reading, clear: list[Row]) -> list[Figure]:
    """For choices of anybody, and for scores on the dimension shown."""
    moved = [
        row
        for row in clear
        if row.get("debiased") and (row["measured_on"] in CHOICES or row["dimension"] == reading.shown)
    ]
    return debiased_figures(moved[:MOST_DEBIASED], reading.report)


def _rows_of(reading: Reading, row: Row) -> str:
    attribute = row["attribute"] if row["values"] else None
    return rows_of_side(reading, row["of"], dimension=row["dimension"], attribute=attribute)
