"""From a file to its rows. A row that cannot be read is a RowError in its place, so that the rest can be."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import Any, cast

from annotations.importers import csv_rows, jsonl
from annotations.importers.errors import FileError, RowError
from annotations.said import Said

READERS = {".jsonl": jsonl.rows, ".csv": csv_rows.rows}
KNOWN = Said("a file ends in .jsonl or .csv, or either with .gz")

NumberedRow = tuple[int, dict[str, Any] | RowError]


def file_rows(path: Path) -> Iterator[NumberedRow]:
    """This function will yield each row with its number, as an editor counts lines and a spreadsheet rows.

    Raises FileError where the file as a whole, or the rest of it, cannot be read.
    """
    packed = path.suffix.lower() == ".gz"
    reader = READERS.get((path.with_suffix("") if packed else path).suffix.lower())
    if reader is None:
        raise FileError(Said("is of no kind that can be read; {known}", known=KNOWN))
    number = 0
    try:
        with _opened(path, packed) as stream:
            for number, row in reader(stream):
                yield number, row
    except EOFError as error:
        raise FileError(Said("ends in the middle: the gzip file is truncated; copy it again"), number) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise FileError(Said("is not a sound gzip file: {detail}", detail=str(error)), number) from error
    except OSError as error:
        raise FileError(Said("cannot be read: {detail}", detail=error.strerror or error), number) from error
    if number == 0:
        raise FileError(Said("is empty: it has no rows"))


def _opened(path: Path, packed: bool) -> BufferedIOBase:
    if not path.is_file():
        raise FileError("is not there" if not path.exists() else "is not a file")
    return cast(BufferedIOBase, gzip.open(path, "rb")) if packed else path.open("rb")
