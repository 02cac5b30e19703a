"""Places found in a plain text: where it has words of the tables, in which form."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .casing import lowered
from .swapping import ends_here
from .tables import Table

START = re.compile(r"(?<![\w'’])\w+")
# Forms are looked up by how they begin.
BEGINNING = 2


@dataclass(frozen=True)
class Marked:
    """The text with places in it; `unclear` are words that could be several forms, left for a person to mark."""

    text: str
    places: int
    unclear: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """A form read as one of a word: `case` is empty for the one that a place without a case takes."""

    kind: str
    word: str
    case: str
    proper: bool


class Marker:
    """Writes places where texts have words that show the attribute. Made once for many texts."""

    def __init__(self, *, tables: Sequence[Table], attribute: str) -> None:
        self.language = tables[0].language if tables else ""
        self.known: dict[str, dict[str, dict[tuple[str, str], Reading]]] = defaultdict(lambda: defaultdict(dict))
        for table in tables:
            for word in table.words if attribute in table.attributes else ():
                key = "/".join([word.pair, *map(str, sorted(word.values.items()))])
                for case, form in word.forms.items():
                    small = self._small(form)
                    said = Reading(table.kind, key, "" if case == table.cases[0] else case, form[0].isupper())
                    self.known[small[:BEGINNING]][small][table.kind, case] = said

    def mark(self, text: str) -> Marked:
        """This function will write the places: the same word is the same one, another of its kind a second.

        A word that could stand in several forms ("her") stays as it is and is named.
        """
        normal = unicodedata.normalize("NFC", text)
        slots: dict[tuple[str, str], str] = {}
        parts, at, count, unclear = [], 0, 0, list[str]()
        while match := START.search(normal, at):
            end, readings = self._longest(normal, match.start())
            parts.append(normal[at : match.start()])
            at = end or match.end()
            if len(readings) == 1:
                slot, case = _slot(slots, readings[0]), readings[0].case
                parts.append(f"{{{{{slot}:{case}}}}}" if case else f"{{{{{slot}}}}}")
                count += 1
                continue
            parts.append(normal[match.start() : at])
            unclear += [normal[match.start() : at]] if readings else []
        return Marked("".join([*parts, normal[at:]]), count, tuple(dict.fromkeys(unclear)))

    def _longest(self, text: str, start: int) -> tuple[int, list[Reading]]:
        """Where the longest known form that begins here ends, and how it can be read; 0 where there is none."""
        best: tuple[int, list[Reading]] = (0, [])
        for form, readings in self.known.get(self._small(text[start : start + BEGINNING]), {}).items():
            end = start + len(form)
            if end > best[0] and self._small(text[start:end]) == form and ends_here(text, end):
                fitting = [one for one in readings.values() if text[start].isupper() or not one.proper]
                best = (end, fitting) if fitting else best
        return best

    def _small(self, text: str) -> str:
        return lowered(text, self.language).replace("’", "'")


def mark(text: str, *, tables: Sequence[Table], attribute: str) -> Marked:
    """This function will write the places into one text."""
    return Marker(tables=tables, attribute=attribute).mark(text)


def _slot(slots: dict[tuple[str, str], str], reading: Reading) -> str:
    key = (reading.kind, reading.word)
    if key not in slots:
        before = sum(kind == reading.kind for kind, _word in slots)
        slots[key] = reading.kind if not before else f"{reading.kind}{before + 1}"
    return slots[key]
