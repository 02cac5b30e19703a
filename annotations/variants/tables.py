"""Tables of words in all their forms. Every form is written out; none is made of a stem and an ending."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from annotations.said import Said

KINDS = ("name", "kin", "occupation", "role", "pronoun", "title")
MOST_WORDS, MOST_CASES, LONGEST, LONGEST_NAME = 5_000, 60, 200, 40
# Control characters, and halves of surrogate pairs, which no database keeps.
UNWRITABLE = ("Cc", "Cs")


class TableError(ValueError):
    """A document is no table of words; the text says where and why."""


@dataclass(frozen=True)
class Word:
    """One word: `values` are what it shows, by attribute; words of one `pair` say the same of other values."""

    pair: str
    values: Mapping[str, str]
    forms: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """Words of one kind and language. The first case is the one that a place without a case takes.

    `markers` are beginnings of other words that show an attribute: a text that has one cannot be swapped.
    """

    name: str
    kind: str
    language: str
    cases: tuple[str, ...]
    words: tuple[Word, ...]
    about: str = ""
    markers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def attributes(self) -> dict[str, tuple[str, ...]]:
        """The attributes that its words show, each with its values in the order of the table."""
        found: dict[str, dict[str, None]] = {}
        for word in self.words:
            for attribute, value in word.values.items():
                found.setdefault(attribute, {})[value] = None
        return {attribute: tuple(values) for attribute, values in found.items()}


@cache
def builtin_tables() -> tuple[Table, ...]:
    """This function will read the tables that come with the product, once."""
    folder = files("annotations.variants") / "data"
    found = sorted(path.name for path in folder.iterdir() if path.name.endswith(".json"))
    return tuple(table_read(json.loads((folder / name).read_text(encoding="utf-8"))) for name in found)


def tables_for(language: str, own: Iterable[Table] = ()) -> dict[str, Table]:
    """This function will give the tables of a language by name; one of a project's own stands before ours."""
    code = language_of(language)
    found = {table.name: table for table in builtin_tables() if table.language == code}
    return found | {table.name: table for table in own if table.language == code}


def language_of(code: str) -> str:
    """The language of a code such as "tr-TR"."""
    return code.split("-")[0].lower()


def table_read(document: Any) -> Table:
    """This function will read a table from its document, in NFC.

    Raises TableError where a word lacks a form, two words of a pair show the same, or a text is none.
    """
    if not isinstance(document, dict):
        raise TableError(Said("a table is an object with name, kind, language, cases and words"))
    name, kind, language = (_text(document.get(key), key) for key in ("name", "kind", "language"))
    if kind not in KINDS:
        raise TableError(Said("the kind is {kind}; it is one of {known}", kind=kind, known=", ".join(KINDS)))
    cases = tuple(_text(one, "a case") for one in _list(document.get("cases"), "cases"))
    if not cases or len(cases) > MOST_CASES or len(set(cases)) < len(cases):
        raise TableError(Said("cases are a list of 1 to {most} different names", most=MOST_CASES))
    words = tuple(_word(one, cases, n) for n, one in enumerate(_list(document.get("words"), "words"), start=1))
    if not words or len(words) > MOST_WORDS:
        raise TableError(Said("a table has 1 to {most} words", most=MOST_WORDS))
    _check_pairs(words)
    about = "".join(one for one in str(document.get("about", "")) if unicodedata.category(one) not in UNWRITABLE)[:1000]
    return Table(name, kind, language_of(language), cases, words, about, _markers(document.get("markers", {})))


def table_document(table: Table) -> dict[str, Any]:
    """This function will make the document that `table_read` reads again."""
    return {
        "name": table.name,
        "kind": table.kind,
        "language": table.language,
        "about": table.about,
        "cases": list(table.cases),
        "markers": {attribute: list(found) for attribute, found in table.markers.items()},
        "words": [{"pair": one.pair, "values": dict(one.values), "forms": dict(one.forms)} for one in table.words],
    }


def _check_pairs(words: tuple[Word, ...]) -> None:
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for n, word in enumerate(words, start=1):
        key = (word.pair, tuple(sorted(word.values.items())))
        if key in seen:
            raise TableError(Said("word {n}: another word of pair {pair} has the same values", n=n, pair=word.pair))
        seen.add(key)


def _word(given: Any, cases: tuple[str, ...], n: int) -> Word:
    if not isinstance(given, dict):
        raise TableError(Said("word {n} is no object with pair, values and forms", n=n))
    forms, values = given.get("forms"), given.get("values")
    if not isinstance(forms, dict) or not isinstance(values, dict) or not values:
        raise TableError(Said("word {n} needs forms and at least one value", n=n))
    if missing := [case for case in cases if not forms.get(case)]:
        raise TableError(
            Said(
                "word {n} has no form for {missing}: forms are written out, never made", n=n, missing=", ".join(missing)
            )
        )
    return Word(
        _text(given.get("pair"), f"the pair of word {n}"),
        {
            _text(key, "an attribute", LONGEST_NAME): _text(value, f"a value of word {n}", LONGEST_NAME)
            for key, value in values.items()
        },
        {case: _text(forms[case], f"a form of word {n}") for case in cases},
    )


def _markers(given: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(given, dict):
        raise TableError(Said("markers are an object of lists, by attribute"))
    return {
        _text(key, "an attribute"): tuple(_text(one, "a marker") for one in _list(value, "markers"))
        for key, value in given.items()
    }


def _list(given: Any, name: str) -> list[Any]:
    if not isinstance(given, list):
        raise TableError(Said("{name} is no list", name=name))
    return given


def _text(given: Any, name: str, most: int = LONGEST) -> str:
    text = unicodedata.normalize("NFC", given).strip() if isinstance(given, str) else ""
    if not text or len(text) > most or any(unicodedata.category(letter) in UNWRITABLE for letter in text):
        raise TableError(Said("{name} is a text of one line and at most {most} letters", name=name, most=most))
    return text
