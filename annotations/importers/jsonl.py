"""Rows of JSON, one object a line."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Iterator
from io import BufferedIOBase
from typing import Any

from annotations.importers.errors import RowError
from annotations.said import Said

# Long enough for a book, short enough that a file without line ends cannot fill the memory.
LONGEST_ROW = 10 * 1024 * 1024
DEEPEST = 50


def rows(stream: BufferedIOBase) -> Iterator[tuple[int, dict[str, Any] | RowError]]:
    """This function will yield the line numbers and objects of a JSONL stream; blank lines count, and are passed."""
    number = start = 0
    while line := stream.readline(LONGEST_ROW + 1):
        number += 1
        if len(line) > LONGEST_ROW:
            start += len(line) + _skip_line(stream, line)
            yield number, RowError(Said("is longer than {most} MB", most=LONGEST_ROW // 1024**2))
            continue
        offset, start = start, start + len(line)
        if number == 1 and line.startswith(codecs.BOM_UTF8):
            line, offset = line[3:], 3
        if line.strip():
            yield number, _row(line, offset)


def parse(text: str) -> Any:
    """This function will parse JSON strictly; raises RowError for what JSON or the database has no place for."""
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError as error:
        raise RowError(Said("is nested too deeply")) from error
    except json.JSONDecodeError as error:
        raise RowError(Said("is not JSON: {msg} at character {pos}", msg=error.msg, pos=error.pos + 1)) from error
    except ValueError as error:
        raise RowError(Said("is not JSON: {detail}", detail=str(error))) from error
    # Only such texts can hide what storage refuses, and looking into each value costs.
    if "\\u" in text or "\x00" in text or text.count("[") + text.count("{") > DEEPEST:
        check_storable(value)
    return value


def check_storable(value: Any, depth: int = 0) -> None:
    """This function will raise RowError for NUL characters, halves of characters, and nesting beyond reason."""
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, dict | list):
        if depth > DEEPEST:
            raise RowError(Said("is nested too deeply"))
        for part in value:
            check_storable(part, depth + 1)
        for part in value.values() if isinstance(value, dict) else ():
            check_storable(part, depth + 1)


def check_text(text: str) -> None:
    """This function will raise RowError for a text that cannot be stored."""
    if "\x00" in text:
        raise RowError(Said("holds a NUL character, which no database text may"))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RowError(Said("holds half a character (\\u{code:04x})", code=ord(text[error.start]))) from error


def not_utf8(number_of_byte: int, byte: int) -> RowError:
    """The reason for bytes of another encoding."""
    return RowError(
        Said(
            "is not UTF-8: byte {place} of the file is 0x{byte:02x}; save the file as UTF-8",
            place=number_of_byte,
            byte=byte,
        )
    )


def _row(line: bytes, offset: int) -> dict[str, Any] | RowError:
    try:
        value = parse(line.decode())
    except UnicodeDecodeError as error:
        return not_utf8(offset + error.start + 1, line[error.start])
    except RowError as error:
        return error
    return value if isinstance(value, dict) else RowError(Said("is not a JSON object"))


def _skip_line(stream: BufferedIOBase, part: bytes) -> int:
    skipped = 0
    while part and not part.endswith(b"\n"):
        part = stream.readline(LONGEST_ROW)
        skipped += len(part)
    return skipped


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RowError(Said("names the field {twice} twice", twice=repr(twice)))
    return made


def _refuse_constant(name: str) -> None:
    raise RowError(Said("holds {name}, which is no number in JSON", name=name))


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise RowError(Said("holds {digits}, which is too large a number", digits=digits))
    return number
