"""Places found in a plain text: where it has words of the tables, in which form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from .casing import lowered
from .swapping import ends_here
from .tables import Table

START = re.compile(r"(?<![\w'’])\w")


@dataclass(frozen=True)
class Marked:
    """The text with places in it; `unclear` are words that could be several forms, left for a person to mark."""

    text: str
    places: int
    unclear: tuple[str, ...]


def mark(text: str, *, tables: Sequence[Table], attribute: str) -> Marked:
    """This function will write places where the text has words that show the attribute.

    The same word is the same place throughout; another word of its kind is a second one. A word that could stand in
    several forms ("her") stays as it is and is named.
    """
    normal, known = unicodedata.normalize("NFC", text), _forms(tables, attribute)
    slots: dict[tuple[str, str], str] = {}
    parts, at, count, unclear = [], 0, 0, list[str]()
    while match := START.search(normal, at):
        found = _longest(normal, match.start(), known)
        if found is None:
            end = match.end()
            while end < len(normal) and normal[end].isalnum():
                end += 1
            parts.append(normal[at:end])
            at = end
            continue
        end, readings = found
        parts.append(normal[at : match.start()])
        if len(readings) > 1:
            unclear.append(normal[match.start() : end])
            parts.append(normal[match.start() : end])
        else:
            ((table, pair, case),) = readings
            slot = _slot(slots, table, pair)
            parts.append(f"{{{{{slot}}}}}" if case == table.cases[0] else f"{{{{{slot}:{case}}}}}")
            count += 1
        at = end
    return Marked("".join([*parts, normal[at:]]), count, tuple(dict.fromkeys(unclear)))


def _forms(tables: Sequence[Table], attribute: str) -> dict[str, dict[tuple[str, str], tuple[Table, str, str, bool]]]:
    known: dict[str, dict[tuple[str, str], tuple[Table, str, str, bool]]] = {}
    for table in tables:
        for word in table.words if attribute in table.attributes else ():
            key = "/".join([word.pair, *map(str, sorted(word.values.items()))])
            for case, form in word.forms.items():
                small = lowered(form, table.language).replace("’", "'")
                known.setdefault(small, {})[table.kind, case] = (table, key, case, form[0].isupper())
    return known


def _longest(
    text: str, start: int, known: dict[str, dict[tuple[str, str], tuple[Table, str, str, bool]]]
) -> tuple[int, list[tuple[Table, str, str]]] | None:
    best = None
    for form, readings in known.items():
        end = start + len(form)
        if not ends_here(text, end) or (best is not None and end <= best[0]):
            continue
        fitting = [
            (table, key, case)
            for table, key, case, proper in readings.values()
            if (text[start].isupper() or not proper)
            and lowered(text[start:end], table.language).replace("’", "'") == form
        ]
        if fitting:
            best = (end, fitting)
    return best


def _slot(slots: dict[tuple[str, str], str], table: Table, pair: str) -> str:
    if (table.kind, pair) not in slots:
        before = sum(kind == table.kind for kind, _pair in slots)
        slots[table.kind, pair] = table.kind if not before else f"{table.kind}{before + 1}"
    return slots[table.kind, pair]
