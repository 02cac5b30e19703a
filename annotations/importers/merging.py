"""Laying what a row says over what is known: an empty place is filled, two different words are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.importers.errors import RowError
from annotations.said import Said

SHOWN = 40


def merge_text(known: str, said: str, what: str) -> str:
    """This function will return the text that stands afterwards; raises RowError for two different texts."""
    if said and known and said != known:
        raise RowError(
            Said(
                "{what} is {said} here, and {known} elsewhere; one of them is wrong",
                what=what,
                said=_short(said),
                known=_short(known),
            )
        )
    return known or said


def merge_fields(known: Mapping[str, Any], said: Mapping[str, Any], what: str) -> dict[str, Any]:
    """This function will return both objects in one; raises RowError where they differ in a field."""
    for name in known.keys() & said.keys():
        if known[name] != said[name]:
            raise RowError(
                Said(
                    "{what}.{name} is {said} here, and {known} elsewhere; one of them is wrong",
                    what=what,
                    name=name,
                    said=_short(said[name]),
                    known=_short(known[name]),
                )
            )
    return {**known, **said}


def merge_turns(known: Sequence[Any], said: Sequence[Any], what: str) -> list[Any]:
    """This function will return the turns that stand afterwards; raises RowError for two different conversations."""
    if said and known and list(said) != list(known):
        raise RowError(Said("{what} are others here than elsewhere; one of them is wrong", what=what))
    return list(known or said)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
