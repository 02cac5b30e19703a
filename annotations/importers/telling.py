"""Refused rows, told so that a thousand of them with one reason are one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotations.importers.validating import Refusal

# So many rows with one reason are still told one by one.
FEW = 5


@dataclass(frozen=True)
class Told:
    """Rows of a file with one reason; `rows` is empty where it is the file as a whole."""

    file: str
    rows: str
    n: int
    reason: str

    def __str__(self) -> str:
        if not self.rows:
            return f"{self.file}: {self.reason}"
        many = f"rows {self.rows} ({self.n} of them)" if self.n > 1 else f"row {self.rows}"
        return f"{self.file}, {many}: {self.reason}"


def refusals_told(refusals: Iterable[Refusal]) -> list[Told]:
    """This function will put refusals with one reason together where there are many; every row stays named."""
    groups: dict[tuple[str, str], list[int]] = {}
    for one in refusals:
        groups.setdefault((one.file, one.reason), []).append(one.row)
    return [
        told for (file, reason), rows in groups.items() for told in _told(file, reason, [row for row in rows if row])
    ]


def _told(file: str, reason: str, rows: Sequence[int]) -> Iterator[Told]:
    if not rows:
        yield Told(file, "", 1, reason)
    elif len(rows) <= FEW:
        yield from (Told(file, str(row), 1, reason) for row in rows)
    else:
        yield Told(file, ", ".join(_ranges(rows)), len(rows), reason)


def _ranges(rows: Sequence[int]) -> Iterator[str]:
    """Numbers in rising order as 1–3, 7, 9–12."""
    first = last = rows[0]
    for row in [*rows[1:], None]:
        if row == last + 1:
            last = row
            continue
        yield str(first) if first == last else f"{first}–{last}"
        if row is not None:
            first = last = row
