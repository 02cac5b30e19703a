"""Laying what a row says over what is known: an empty place is filled, two different words are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.importers.errors import RowError, short
from annotations.names import one_form
from annotations.said import Said


def merge_text(known: str, said: str, what: str) -> str:
    """This function will return the text that stands afterwards; raises RowError for two different texts."""
    if said and known and said != known and one_form(said) != one_form(known):
        raise _differing(known, said, what)
    return known or said


def merge_number(known: float | None, said: float | None, what: str) -> float | None:
    """This function will return the number that stands afterwards; raises RowError for two different numbers."""
    if None not in (known, said) and said != known:
        raise _differing(known, said, what)
    return said if known is None else known


def _differing(known: Any, said: Any, what: str) -> RowError:
    return RowError(
        Said(
            "{what} is {said} here, and {known} elsewhere; one of them is wrong",
            what=what,
            said=short(said),
            known=short(known),
        )
    )


def merge_fields(known: Mapping[str, Any], said: Mapping[str, Any], what: str) -> dict[str, Any]:
    """This function will return both objects in one; raises RowError where they differ in a field."""
    for name in known.keys() & said.keys():
        if known[name] != said[name]:
            raise RowError(
                Said(
                    "{what}.{name} is {said} here, and {known} elsewhere; one of them is wrong",
                    what=what,
                    name=name,
                    said=short(said[name]),
                    known=short(known[name]),
                )
            )
    return {**known, **said}


def merge_turns(known: Sequence[Any], said: Sequence[Any], what: str) -> list[Any]:
    """This function will return the turns that stand afterwards; raises RowError for two different conversations."""
    if said and known and list(said) != list(known):
        raise RowError(Said("{what} are others here than elsewhere; one of them is wrong", what=what))
    return list(known or said)
