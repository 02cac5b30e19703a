"""A text that speaks of one variant's words, said of another's: whole forms for whole forms, or not at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .casing import capitalised, lowered, uppered
from .tables import Table

# Kinds that stand for whoever a text is about, whether its places name them or not.
IMPLIED = ("pronoun", "title")
TOKEN = re.compile(r"\w+(?:['’]\w+)*\.?")
SHORTEST_ROOT = 3
Forms = Mapping[str, str]


@dataclass(frozen=True)
class Unswappable:
    """Why a text cannot be said of another value: what stands in the way."""

    word: str
    why: str


@dataclass(frozen=True)
class Swapper:
    """How texts of one value are said of another.

    `swaps` are target forms by source form, small; where one form may become several it names them all. `roots` begin
    words that are forms of the source, known or not; `closed` are other words, and `markers` beginnings of words, that
    show the attribute. `proper` are names: written small they are other words.
    """

    language: str
    swaps: Mapping[str, tuple[str, ...]]
    roots: tuple[str, ...]
    closed: frozenset[str]
    markers: tuple[str, ...]
    proper: frozenset[str] = frozenset()

    def swap(self, text: str) -> str | Unswappable:
        """This function will say the text of the other value, or name the word that stands in the way."""
        normal = unicodedata.normalize("NFC", text)
        parts, at = [], 0
        while match := TOKEN.search(normal, at):
            found = self._longest(normal, match.start())
            if found is None:
                if stands := self._stands(match[0]):
                    return stands
                parts.append(normal[at : match.end()])
                at = match.end()
                continue
            end, targets = found
            if len(targets) > 1:
                return Unswappable(normal[match.start() : end], "ambiguous")
            parts += [normal[at : match.start()], _like(normal[match.start() : end], targets[0], self.language)]
            at = end
        return "".join([*parts, normal[at:]])

    def _longest(self, text: str, start: int) -> tuple[int, tuple[str, ...]] | None:
        """The longest known form that begins here and ends with its word."""
        best = None
        for form, targets in self.swaps.items():
            end = start + len(form)
            same = _small(text[start:end], self.language) == form and ends_here(text, end)
            named = text[start].isupper() or form not in self.proper
            if same and named and (best is None or end > best[0]):
                best = (end, targets)
        return best

    def _stands(self, token: str) -> Unswappable | None:
        small = _small(token, self.language)
        bare = small.rstrip(".")
        if bare in self.closed or small in self.closed:
            return Unswappable(token, "marked")
        if any(bare.startswith(root) for root in self.roots):
            return Unswappable(token, "unknown form")
        if any(bare == one or (len(one) > SHORTEST_ROOT and bare.startswith(one)) for one in self.markers):
            return Unswappable(token, "marked")
        return None


def swapper(
    *, tables: Sequence[Table], attribute: str, source: str, target: str, words: Iterable[tuple[Forms, Forms]]
) -> Swapper:
    """This function will prepare a swap from one value to another; `words` are the forms of each slot under both.

    Pronouns and titles of the language are swapped too. Every other word of the tables that shows the attribute
    stands in the way, as do the tables' markers, and unknown forms of the words themselves.
    """
    language = tables[0].language if tables else ""
    pairs = [*words, *_implied(tables, attribute, source, target)]
    swaps: dict[str, dict[str, None]] = {}
    for one, other in pairs:
        for case, form in one.items():
            if case in other:
                swaps.setdefault(_small(form, language), {})[other[case]] = None
    shown = {
        _small(form, language)
        for table in tables
        for word in table.words
        if attribute in word.values and table.kind != "name"
        for form in word.forms.values()
    }
    roots = {root for one, _other in pairs if len(root := _root(one, language)) >= SHORTEST_ROOT}
    return Swapper(
        language=language,
        swaps={form: tuple(targets) for form, targets in swaps.items()},
        roots=tuple(sorted(roots)),
        closed=frozenset(shown - swaps.keys()),
        proper=frozenset(_small(form, language) for one, _ in pairs for form in one.values() if form[0].isupper()),
        markers=tuple(_small(one, language) for table in tables for one in table.markers.get(attribute, ())),
    )


def ends_here(text: str, end: int) -> bool:
    """Whether a word ends before the place: an ending behind an apostrophe belongs to it."""
    if end >= len(text):
        return True
    return not (text[end].isalnum() or (text[end] in "'’" and text[end + 1 : end + 2].isalnum()))


def _implied(tables: Sequence[Table], attribute: str, source: str, target: str) -> Iterable[tuple[Forms, Forms]]:
    for table in tables:
        if table.kind in IMPLIED and attribute in table.attributes:
            ones = [word for word in table.words if word.values[attribute] == source]
            others = {word.pair: word for word in table.words if word.values[attribute] == target}
            yield from ((one.forms, others[one.pair].forms) for one in ones if one.pair in others)


def _root(forms: Forms, language: str) -> str:
    """What all forms of the word begin with, before any apostrophe."""
    small = sorted(_small(form, language) for form in forms.values())
    first, last = small[0], small[-1]
    shared = next((n for n, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[:shared].split("'")[0].strip()


def _small(text: str, language: str) -> str:
    return lowered(text, language).replace("’", "'")


def _like(given: str, form: str, language: str) -> str:
    """The form with the capitals and the apostrophe of what stood there."""
    apostrophe = "’" if "’" in given else "'"
    made = form.replace("'", apostrophe)
    letters = [letter for letter in given if letter.isalpha()]
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return uppered(made, language)
    return capitalised(made, language) if given[:1].isupper() else made
