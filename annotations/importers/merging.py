"""Laying what a row says over what is known: an empty place is filled, two different words are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.importers.errors import RowError

SHOWN = 40


def merge_text(known: str, said: str, what: str) -> str:
    """This function will return the text that stands afterwards; raises RowError for two different texts."""
    if said and known and said != known:
        raise RowError(f"{what} is {_short(said)} here, and {_short(known)} elsewhere; one of them is wrong")
    return known or said


def merge_fields(known: Mapping[str, Any], said: Mapping[str, Any], what: str) -> dict[str, Any]:
    """This function will return both objects in one; raises RowError where they differ in a field."""
    for name in known.keys() & said.keys():
        if known[name] != said[name]:
            raise RowError(
                f"{what}.{name} is {_short(said[name])} here, and {_short(known[name])} elsewhere; one of them is wrong"
            )
    return {**known, **said}


def merge_turns(known: Sequence[Any], said: Sequence[Any], what: str) -> list[Any]:
    """This function will return the turns that stand afterwards; raises RowError for two different conversations."""
    if said and known and list(said) != list(known):
        raise RowError(f"{what} are others here than elsewhere; one of them is wrong")
    return list(known or said)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
