"""The traits of responses that may move a score, as columns of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotations.said import Said, msgid
from annotations.telling import language
from ranking.selectors.answers import Answers
from ranking.stats.arrays import Bools, Floats, Ints

# Rarer values are no groups of their own: they and what has none are one, so that the base is the value that it says.
_LEAST = 10
_MOST_VALUES = 12
_PHRASES = {
    "length": msgid("an answer twice as long"),
    "list": msgid("an answer with a list"),
    "markdown": msgid("headings, bold words or a table"),
    "code": msgid("an answer with code"),
    "refusal": msgid("an answer that declines"),
    "temperature": msgid("a temperature higher by one"),
    "category": msgid("category {value} (against {base})"),
    "language": msgid("items in {value} (against {base})"),
    "category:": msgid("a rarer category, or none (against {base})"),
    "language:": msgid("a rarer language, or none (against {base})"),
}
_UNITS = {"length": "doubling of length", "temperature": "unit of temperature"}


@dataclass(frozen=True)
class Trait:
    """A column (responses,) of the table of traits: its name, unit, and how it is said."""

    name: str
    unit: str
    phrase: Said
    column: Floats


def traits_table(data: Answers) -> list[Trait]:
    """Every trait that the project's responses can be told apart by."""
    responses, items = data.entities.responses, data.entities.items
    lengths = np.array([each.length or np.nan for each in responses], dtype=float)
    warmth = np.array([float(each.temperature) if each.temperature else np.nan for each in responses])
    own = [each.traits for each in responses]
    # Responses without a text, as in some imports, have no traits; where none has a text, nothing is left out.
    found = [_trait("length", np.log2(lengths))] if not np.isnan(lengths).all() else []
    for name, flags in (
        ("list", [each.listed for each in own]),
        ("markdown", [each.marked for each in own]),
        ("code", [each.code for each in own]),
        ("refusal", [each.refuses for each in own]),
    ):
        found.append(_trait(name, np.array(flags, dtype=float)))
    if not np.isnan(warmth).all():
        found.append(_trait("temperature", warmth))
    found += _groups("category", [items[each.item].category for each in responses])
    found += _groups("language", [items[each.item].language for each in responses])
    return found


def known_in(traits: Sequence[Trait], response: Ints) -> Bools:
    """Rows whose every trait is known: a mixture of generated and imported responses has temperatures for some."""
    return np.logical_and.reduce([~np.isnan(trait.column[response]) for trait in traits])


def _trait(name: str, column: Floats) -> Trait:
    return Trait(name, _UNITS.get(name, "with it against without"), Said(_PHRASES[name]), column)


def _groups(name: str, values: Sequence[str]) -> Iterator[Trait]:
    """A column for each frequent value but the most frequent, against which they stand, and one for all the rest."""
    named = language if name == "language" else str
    frequent = [value for value, n in Counter(values).most_common(_MOST_VALUES) if n >= _LEAST and value]
    for value in frequent[1:]:
        column = np.array([each == value for each in values], dtype=float)
        phrase = Said(_PHRASES[name], value=named(value), base=named(frequent[0]))
        yield Trait(f"{name}:{value}", f"against {frequent[0]}", phrase, column)
    rest = np.array([each not in frequent for each in values], dtype=float)
    if frequent and rest.any():
        phrase = Said(_PHRASES[f"{name}:"], base=named(frequent[0]))
        yield Trait(f"{name}:", f"against {frequent[0]}", phrase, rest)
