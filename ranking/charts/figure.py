"""What a page shows of a figure: a sentence, the drawings, and the table behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Drawing:
    """One SVG for wide screens and the same, drawn again, for narrow ones."""

    wide: SafeString
    narrow: SafeString


@dataclass(frozen=True)
class Figure:
    """`title` is a sentence; `note` says n and what the interval is; `rows` are the table's, as text."""

    title: str
    note: str
    drawings: Sequence[Drawing]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
