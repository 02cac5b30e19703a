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
# What a judge said, whatever it is.
_JUDGED = frozenset({"score", "score_probs"})


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


class _NoNumber(str):
    """What stood where JSON has a number, and is none: NaN, Infinity, or more digits than a number has."""


class _NoNumberError(RowError):
    """The row holds such a thing."""


def parse(text: str, *, mark: bool = False) -> Any:
    """This function will parse JSON strictly; raises RowError for what JSON or the database has no place for.

    With `mark`, what is no number is not refused, and stands as it was written.
    """
    constant, number = (_NoNumber, _marked) if mark else (_refuse_constant, _finite)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=constant, parse_float=number)
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
        value = _parse_row(line.decode())
    except UnicodeDecodeError as error:
        return not_utf8(offset + error.start + 1, line[error.start])
    except RowError as error:
        return error
    return value if isinstance(value, dict) else RowError(Said("is not a JSON object"))


def _parse_row(text: str) -> Any:
    """A model's score that is no number is what a model said, and unreadable; anybody else's is a fault of the file."""
    try:
        return parse(text)
    except _NoNumberError:
        row = parse(text, mark=True)
        if not isinstance(row, dict) or "judge_model" not in row:
            raise
        if any(_holds_mark(value) for name, value in row.items() if name not in _JUDGED):
            raise
        return {name: _plain(value) for name, value in row.items()}


def _holds_mark(value: Any) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, _NoNumber) or any(map(_holds_mark, parts))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, _NoNumber) else value


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
    raise _NoNumberError(Said("holds {name}, which is no number in JSON", name=name))


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _NoNumberError(Said("holds {digits}, which is too large a number", digits=digits))
    return number


def _marked(digits: str) -> float | _NoNumber:
    number = float(digits)
    return number if math.isfinite(number) else _NoNumber(digits)
