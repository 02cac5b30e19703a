"""Variants of a text that differ in one attribute only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotations.said import Said

from .slots import Place, fill, named, places
from .tables import Table, Word

Words = dict[str, Word]


class VariantError(ValueError):
    """No variants can be made of a text; the sentence says why and what would do."""


@dataclass(frozen=True)
class Variant:
    """The texts under one value, and the forms of the word that fills each slot."""

    value: str
    texts: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]


def variants_make(
    texts: Mapping[str, str],
    *,
    tables: Sequence[Table],
    attribute: str,
    values: Sequence[str] = (),
    hold: Mapping[str, str] | None = None,
    key: str = "",
    seed: int = 0,
) -> tuple[Variant, ...]:
    """This function will make one variant for each value: every place is filled by a whole form from the tables.

    Places of words that show the attribute take words of one pair, alike in everything else; the others stay the same
    in all variants. `hold` fixes other attributes. Which words are taken hangs on `key` and `seed` alone. Empty
    `values` are all that the tables have. Raises VariantError.
    """
    wanted = _slots(texts, tables)
    varied = {slot: table for slot, table in wanted.items() if attribute in table.attributes}
    if not varied:
        raise VariantError(
            Said("The text has no place that shows {attribute}: write one, such as {{{{name}}}}.", attribute=attribute)
        )
    chosen = _choose(
        wanted, varied, attribute, _values(varied.values(), attribute, values), hold or {}, f"{seed}:{key}"
    )
    language = next(iter(varied.values())).language
    return tuple(_variant(value, texts, words, language) for value, words in chosen.items())


def _variant(value: str, texts: Mapping[str, str], words: Words, language: str) -> Variant:
    forms = {slot: word.forms for slot, word in words.items()}
    filled = {name: fill(text, lambda place: named(forms, place), language) for name, text in texts.items()}
    return Variant(value, filled, forms)


def _slots(texts: Mapping[str, str], tables: Sequence[Table]) -> dict[str, Table]:
    """The table of each slot; every place's case is checked."""
    found: dict[str, Table] = {}
    for place in (one for text in texts.values() for one in places(text)):
        table = next((one for one in tables if one.kind == place.kind), None)
        if table is None:
            known = ", ".join(sorted({one.kind for one in tables})) or "–"
            raise VariantError(
                Said("There is no table of {kind} words chosen; there are: {known}.", kind=place.kind, known=known)
            )
        _check_case(place, table)
        found[place.slot] = table
    return found


def _check_case(place: Place, table: Table) -> None:
    if place.case and place.case not in table.cases:
        raise VariantError(
            Said(
                "{table} has no form {case}; it has: {known}.",
                table=table.name, case=place.case, known=", ".join(table.cases),
            )
        )  # fmt: skip


def _values(varied: Iterable[Table], attribute: str, wanted: Sequence[str]) -> tuple[str, ...]:
    known = [table.attributes[attribute] for table in varied]
    shared = [value for value in known[0] if all(value in one for one in known)]
    if strange := [value for value in wanted if value not in shared]:
        raise VariantError(
            Said(
                "The tables have no value {value} of {attribute}; they have: {known}.",
                value=strange[0], attribute=attribute, known=", ".join(shared),
            )
        )  # fmt: skip
    values = tuple(dict.fromkeys(wanted)) or tuple(shared)
    if len(values) < 2:
        raise VariantError(Said("A set needs at least two values of {attribute}.", attribute=attribute))
    return values


def _choose(
    wanted: Mapping[str, Table],
    varied: Mapping[str, Table],
    attribute: str,
    values: Sequence[str],
    hold: Mapping[str, str],
    key: str,
) -> dict[str, Words]:
    """For each value a word for each slot; what a word shows beside the attribute, the next ones must show too."""
    chosen: dict[str, Words] = {value: {} for value in values}
    fixed, taken = dict(hold), set[tuple[str, str]]()
    for slot in sorted(wanted, key=lambda one: (one not in varied, one)):
        table = wanted[slot]
        options = _options(table, attribute if slot in varied else "", values, fixed)
        free = {pair: words for pair, words in options.items() if (table.name, pair) not in taken}
        if not free:
            said = ", ".join(f"{name} {value}" for name, value in sorted(fixed.items())) or "–"
            raise VariantError(
                Said(
                    "{table} has no words left that differ in {attribute} only ({fixed}).",
                    table=table.name, attribute=attribute, fixed=said,
                )
            )  # fmt: skip
        pair = _lot(sorted(free), f"{key}:{slot}")
        taken.add((table.name, pair))
        for value, word in zip(values, free[pair], strict=True):
            chosen[value][slot] = word
        for name, value in free[pair][0].values.items():
            if name != attribute:
                fixed.setdefault(name, value)
    return chosen


def _options(
    table: Table, attribute: str, values: Sequence[str], fixed: Mapping[str, str]
) -> dict[str, tuple[Word, ...]]:
    """Words that may stand for one another: of one pair, and alike in every other attribute."""
    alike: dict[str, dict[str, Word]] = {}
    for word in table.words:
        rest = {name: value for name, value in word.values.items() if name != attribute}
        if all(fixed.get(name, value) == value for name, value in rest.items()):
            key = "/".join([word.pair, *(f"{name}={value}" for name, value in sorted(rest.items()))])
            alike.setdefault(key, {})[word.values.get(attribute, "")] = word
    if not attribute:
        return {key: (next(iter(found.values())),) * len(values) for key, found in alike.items()}
    return {
        key: tuple(found[value] for value in values)
        for key, found in alike.items()
        if all(value in found for value in values)
    }


def _lot(options: Sequence[str], key: str) -> str:
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    return options[drawn % len(options)]
