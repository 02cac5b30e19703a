"""Rows of CSV. Nested fields are cells of JSON."""

from __future__ import annotations

import codecs
import csv
import math
from collections.abc import Iterator
from io import BufferedIOBase
from typing import Any

from annotations.importers.errors import FileError, RowError
from annotations.importers.jsonl import LONGEST_ROW, check_text, not_utf8, parse
from annotations.said import Said

NESTED = {"ranking", "responses", "shown_order", "score_probs", "variants", "variables", "messages"}
NUMBERS = {"score", "scale_min", "scale_max", "response_confidence"}
# Known texts stay where their cell is empty: an empty response is a response.
TEXTS = {"prompt", "response"}
# What spreadsheets write where the comma is a decimal mark, or when they copy.
OTHER_SEPARATORS = {";": Said("semicolons"), "\t": Said("tabs")}

csv.field_size_limit(LONGEST_ROW)


class Lines:
    """The lines of a stream as text. Bytes that are no UTF-8 pass as marks, and `wrong` says where the first is."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self.stream, self.position = stream, 0
        self.wrong: tuple[int, int] | None = None

    def __iter__(self) -> Iterator[str]:
        while line := self.stream.readline(LONGEST_ROW + 1):
            if len(line) > LONGEST_ROW:
                raise FileError(Said("has a line longer than {most} MB", most=LONGEST_ROW // 1024**2))
            if self.position == 0:
                line = line.removeprefix(codecs.BOM_UTF8)
                self.position = self.stream.tell() - len(line)
            yield self._text(line)
            self.position += len(line)

    def _text(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            self.wrong = self.wrong or (self.position + error.start + 1, line[error.start])
            return line.decode(errors="replace")


def rows(stream: BufferedIOBase) -> Iterator[tuple[int, dict[str, Any] | RowError]]:
    """This function will yield the rows of a CSV stream, numbered as a spreadsheet does: the header is row 1."""
    lines = Lines(stream)
    reader = csv.reader(lines, strict=True)
    header = _header(reader, lines)
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, _encoding_error(lines) or RowError(Said("is not CSV: {detail}", detail=str(error)))
            continue
        if cells:
            yield number, _encoding_error(lines) or _row(header, cells)


def _header(reader: Iterator[list[str]], lines: Lines) -> list[str]:
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise FileError(Said("is not CSV: {detail}", detail=str(error)), 1) from error
    if lines.wrong:
        raise FileError(str(not_utf8(*lines.wrong)), 1)
    if not header:
        raise FileError(Said("is empty: it has no rows"))
    if len(header) == 1 and (other := next((mark for mark in OTHER_SEPARATORS if mark in header[0]), "")):
        raise FileError(
            Said("has columns that are parted by {separator}; save it with commas", separator=OTHER_SEPARATORS[other]),
            1,
        )
    if twice := [name for name in header if header.count(name) > 1]:
        raise FileError(Said("names the column {twice} twice", twice=repr(twice[0])), 1)
    return header


def _encoding_error(lines: Lines) -> RowError | None:
    wrong, lines.wrong = lines.wrong, None
    return not_utf8(*wrong) if wrong else None


def _row(header: list[str], cells: list[str]) -> dict[str, Any] | RowError:
    if len(cells) != len(header):
        return RowError(Said("has {n} cells, and the header has {wanted}", n=len(cells), wanted=len(header)))
    try:
        return {name: _value(name, cell) for name, cell in zip(header, cells, strict=True) if cell or name in TEXTS}
    except RowError as error:
        return error


def _value(name: str, cell: str) -> Any:
    check_text(cell)
    if name in NESTED or cell[:1] in {"{", "["}:
        return _nested(name, cell)
    return _number(cell) if name in NUMBERS else cell


def _nested(name: str, cell: str) -> Any:
    try:
        return parse(cell)
    except RowError as error:
        if name in NESTED:
            raise RowError(Said("{name} {detail}", name=name, detail=str(error))) from error
        return cell


def _number(cell: str) -> Any:
    try:
        number = float(cell)
    except ValueError:
        return cell
    if not math.isfinite(number):
        return cell
    return int(number) if number.is_integer() else number
