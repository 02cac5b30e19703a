"""Rows onto disk, one by one, into a file that takes its name only when it is whole."""

from __future__ import annotations

import csv
import errno
import gzip
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TextIO

# What makes a spreadsheet run a cell as a formula (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class RowWriter(Protocol):
    """Takes one row."""

    def write(self, row: dict[str, Any]) -> None: ...


class JsonlWriter:
    """One object a line."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, row: dict[str, Any]) -> None:
        """This function will write the row as JSON, letters of all alphabets as they are."""
        self.stream.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")


class CsvWriter:
    """Fixed columns; nested values as JSON, texts that a spreadsheet would run as formulas with a quote before."""

    def __init__(self, stream: TextIO, columns: tuple[str, ...]) -> None:
        self.columns, self.writer = columns, csv.writer(stream)
        self.writer.writerow(columns)

    def write(self, row: dict[str, Any]) -> None:
        """This function will write the row's columns; what it has beside them is not for this table."""
        self.writer.writerow([cell(row.get(name)) for name in self.columns])


def cell(value: Any) -> Any:
    """This function will make a value safe and plain for one cell."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


@contextmanager
def whole_file(out: Path) -> Iterator[TextIO]:
    """This function will open a file beside `out` that becomes `out` when all went well, and vanishes otherwise."""
    if not out.name or out.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it names a directory; a file is wanted")
    beside = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        with _opened(beside, packed=out.suffix == ".gz") as stream:
            yield stream
        os.replace(beside, out)
    finally:
        beside.unlink(missing_ok=True)


def _opened(path: Path, *, packed: bool) -> TextIO:
    if packed:
        return gzip.open(path, "xt", encoding="utf-8", newline="")
    return path.open("x", encoding="utf-8", newline="")
