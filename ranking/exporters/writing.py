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
from typing import Any, BinaryIO, Protocol, cast

# What makes a spreadsheet run a cell as a formula (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> Any: ...


class RowWriter(Protocol):
    """Takes one row after the other; `close` writes what the format has at its end, and leaves the stream open."""

    def write(self, row: dict[str, Any]) -> None: ...

    def close(self) -> None: ...


class JsonlWriter:
    """One object a line."""

    def __init__(self, stream: Sink) -> None:
        self.stream = stream

    def write(self, row: dict[str, Any]) -> None:
        """This function will write the row as JSON, letters of all alphabets as they are."""
        self.stream.write((json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n").encode())

    def close(self) -> None:
        """Nothing follows the last line."""


class CsvWriter:
    """Fixed columns; nested values as JSON, texts that a spreadsheet would run as formulas with a quote before."""

    def __init__(self, stream: Sink, columns: tuple[str, ...]) -> None:
        self.columns, self.writer = columns, csv.writer(_Encoded(stream))
        self.writer.writerow(columns)

    def write(self, row: dict[str, Any]) -> None:
        """This function will write the row's columns; what it has beside them is not for this table."""
        self.writer.writerow([cell(row.get(name)) for name in self.columns])

    def close(self) -> None:
        """Nothing follows the last row."""


class _Encoded:
    """What the csv module writes to."""

    def __init__(self, stream: Sink) -> None:
        self.stream = stream

    def write(self, text: str) -> None:
        self.stream.write(text.encode())


def cell(value: Any) -> Any:
    """This function will make a value safe and plain for one cell."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


@contextmanager
def whole_file(out: Path) -> Iterator[BinaryIO]:
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


def _opened(path: Path, *, packed: bool) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "xb")) if packed else path.open("xb")
