"""One sender's row, read strictly: a fault is told by its field, and nothing is guessed.

Thousands of rows come in one request, so this is plain Python: the framework's serializers take ten times as long.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from annotations.services.unknown import unknown_fields

MOST_ROWS = 5_000
LONGEST_KEY = 200
LONGEST_TEXT = 20_000
LONGEST_METADATA = 4_000
LARGEST_KEY = 2**63 - 1
# Clocks of servers differ; more than this is a mistake.
AHEAD = timedelta(minutes=10)
FIELDS = {
    "key", "response", "trace", "template", "version", "thumb", "score", "correction", "text", "metadata", "said_at",
}  # fmt: skip
SAYING = ("thumb", "score", "correction", "text")


class Fault(ValueError):
    """What is wrong with a field, in words for its sender."""


@dataclass(frozen=True)
class Row:
    """What one row says. `version` is (template, number)."""

    key: str
    said_at: datetime
    response: int | None = None
    trace: str = ""
    version: tuple[str, int] | None = None
    thumb: int | None = None
    score: float | None = None
    correction: str = ""
    text: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)


def rows_read(raw: Sequence[Any], *, now: datetime) -> tuple[dict[int, Row], dict[int, dict[str, str]]]:
    """This function will read rows; the good ones and the faults of the bad ones, both by their place in `raw`."""
    rows: dict[int, Row] = {}
    faults: dict[int, dict[str, str]] = {}
    for place, one in enumerate(raw):
        found, wrong = _row(one, now)
        if found is None:
            faults[place] = wrong
        else:
            rows[place] = found
    return rows, faults


def _row(raw: Any, now: datetime) -> tuple[Row | None, dict[str, str]]:
    if not isinstance(raw, Mapping):
        return None, {"": _("Each row is an object.")}
    given = {name: value for name, value in raw.items() if value is not None and value != ""}
    wrong = unknown_fields(raw, FIELDS)
    values: dict[str, Any] = {"said_at": now}
    for name, read in _READERS.items():
        if name in given:
            try:
                values[name] = read(given[name], now)
            except Fault as error:
                wrong[name] = str(error)
    wrong |= _missing(given)
    if wrong:
        return None, wrong
    template, number = values.pop("template", None), values.pop("version", None)
    return Row(**values, version=None if template is None else (template, number)), {}


def _missing(given: Mapping[str, Any]) -> dict[str, str]:
    wrong = {}
    if "key" not in given:
        wrong["key"] = _("Give each row a key of your own: the same key again is the same row.")
    if not any(name in given for name in ("response", "trace")):
        wrong["response"] = _("Name a response by its id, or what you served by a trace.")
    if ("template" in given) != ("version" in given):
        wrong["version"] = _("A template and the number of its version come together.")
    if not any(name in given for name in SAYING):
        wrong["thumb"] = _("Nothing is said: give a thumb, a score, a correction or a text.")
    return wrong


def _text(most: int) -> Callable[[Any, datetime], str]:
    def read(value: Any, now: datetime) -> str:
        if not isinstance(value, str):
            raise Fault(_("This must be a text."))
        if len(value) > most:
            raise Fault(_("The text is longer than %(most)d characters.") % {"most": most})
        _storable(value)
        return value

    return read


def _storable(text: str) -> None:
    if "\x00" in text:
        raise Fault(_("The text has a null character in it, which cannot be stored."))
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise Fault(_("The text is not valid Unicode, so it cannot be stored.")) from error


def _whole(value: Any, now: datetime) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST_KEY:
        raise Fault(_("This must be a whole number, 1 or more."))
    return value


def _thumb(value: Any, now: datetime) -> int:
    if isinstance(value, bool) or value not in (-1, 1):
        raise Fault(_("A thumb is 1 for up or -1 for down."))
    return int(value)


def _score(value: Any, now: datetime) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= 1:
        raise Fault(_("A score runs from 0, the worst, to 1, the best."))
    return float(value)


def _metadata(value: Any, now: datetime) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Fault(_("This must be an object."))
    written = json.dumps(value, ensure_ascii=False)
    if len(written) > LONGEST_METADATA:
        raise Fault(_("The text is longer than %(most)d characters.") % {"most": LONGEST_METADATA})
    if any(name in written for name in ("NaN", "Infinity")) and not all(map(_is_plain, _leaves(value))):
        raise Fault(_("NaN and Infinity are no JSON."))
    _storable(written.replace("\\u0000", "\x00"))
    return value


def _leaves(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def _is_plain(value: Any) -> bool:
    return not isinstance(value, float) or isfinite(value)


def _time(value: Any, now: datetime) -> datetime:
    try:
        said = parse_datetime(value) if isinstance(value, str) else None
        said = said.astimezone(UTC) if said is not None and said.tzinfo is not None else None
    except (ValueError, OverflowError):
        said = None
    if said is None:
        raise Fault(_("Write a time with its zone, such as 2026-03-01T12:00:00Z."))
    if said > now + AHEAD:
        raise Fault(_("This time is still to come."))
    return said


_READERS: dict[str, Callable[[Any, datetime], Any]] = {
    "key": _text(LONGEST_KEY),
    "response": _whole,
    "trace": _text(LONGEST_KEY),
    "template": _text(LONGEST_KEY),
    "version": _whole,
    "thumb": _thumb,
    "score": _score,
    "correction": _text(LONGEST_TEXT),
    "text": _text(LONGEST_TEXT),
    "metadata": _metadata,
    "said_at": _time,
}
