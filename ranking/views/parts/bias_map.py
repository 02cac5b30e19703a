"""All biases at a glance: who, by what, clear or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import decimal
from ranking.charts.biases import mark_label, scaled, who
from ranking.charts.tones import Tone
from ranking.selectors.clear import is_clear
from ranking.selectors.story import kind_label
from ranking.views.parts.base import Reading

Row = dict[str, Any]
CHOICES = ("choices", "own_choices")
SCORES = ("marks", "residuals", "overlaps")


@dataclass(frozen=True)
class Cell:
    """One estimate: its text, whether it is clear, and the block that it leads to."""

    text: str
    clear: bool
    kind: str


@dataclass(frozen=True)
class BiasMap:
    """A table: `title` says the unit.

    A line for people and for each judge: the name, the tone, and a cell (or None) for each column.
    """

    title: str
    columns: list[str]
    lines: list[tuple[str, Tone, list[Cell | None]]]


def bias_maps(reading: Reading) -> list[BiasMap]:
    """One of choices, one of scores on the dimension shown; those that have nothing are left out."""
    audits = reading.report["audits"]
    choices = [row for row in audits if row["measured_on"] in CHOICES]
    dimension = next((row["dimension"] for row in choices), "")
    scores = [row for row in audits if row["measured_on"] in SCORES and row["dimension"] == reading.shown]
    found = [
        (_("In choices, points of a hundred"), [row for row in choices if row["dimension"] == dimension], 1),
        (_("In scores on %(label)s, points of the scale") % {"label": reading.label(str(reading.shown))}, scores, 2),
    ]
    return [_map(reading, title, rows, decimals) for title, rows, decimals in found if rows]


def _map(reading: Reading, title: str, rows: list[Row], decimals: int) -> BiasMap:
    columns = list(dict.fromkeys((row["kind"], row["attribute"]) for row in sorted(rows, key=_order)))
    sides = sorted({row["of"] for row in rows}, key=lambda of: (of != "people", of))
    cells = {(row["of"], row["kind"], row["attribute"]): _cell(row, decimals) for row in rows}
    lines = [(who(of), reading.hue(of), [cells.get((of, *column)) for column in columns]) for of in sides]
    return BiasMap(title, [_column(kind, attribute) for kind, attribute in columns], lines)


def _order(row: Row) -> tuple[int, str]:
    kinds = ("severity", "position", "length", "format", "self_preference")
    return kinds.index(row["kind"]) if row["kind"] in kinds else len(kinds), row["attribute"]


def _column(kind: str, attribute: str) -> str:
    return mark_label(attribute) if attribute else kind_label(kind)


def _cell(row: Row, decimals: int) -> Cell:
    value = scaled(row)[0]
    text = decimal(value, decimals)
    sign = "+" if value > 0 and text.strip("0.,") and row["measured_on"] != "overlaps" else ""
    return Cell(sign + text, is_clear(row), row["kind"])


def clear_of(rows: Iterable[Row]) -> list[Row]:
    """The clear findings, the largest first."""
    return sorted((row for row in rows if is_clear(row)), key=lambda row: -abs(scaled(row)[0]))
