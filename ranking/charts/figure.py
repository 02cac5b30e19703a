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
class Side:
    """Who is meant by a mark of a figure: people, or a judge by its shape (circle, diamond, square, triangle-up)."""

    name: str
    tone: str
    shape: str


@dataclass(frozen=True)
class Figure:
    """`title` is a sentence; `note` says n and what the interval is; `rows` are the table's, as text.

    `hrefs` are where the rows of each line of the table are (empty: nowhere), `legend` whose marks are whose where they
    bear no names.
    """

    title: str
    note: str
    drawings: Sequence[Drawing]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    hrefs: Sequence[str] = ()
    legend: Sequence[Side] = ()

    @property
    def lines(self) -> list[tuple[str, Sequence[str]]]:
        """(where its rows are, cells) of every line of the table."""
        return list(zip((*self.hrefs, *[""] * (len(self.rows) - len(self.hrefs))), self.rows, strict=True))
