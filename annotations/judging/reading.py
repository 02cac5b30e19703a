"""Strict reading of a judge's JSON: anything that leaves room for doubt is unreadable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotations.prompts.output import UnreadableOutput, read_json


class Unreadable(ValueError):
    """The answer, or one field of it, cannot be read; the message says why."""


def read_object(text: str, allowed: Iterable[str]) -> dict[str, Any]:
    """This function will read one JSON object whose keys are all among `allowed`; raises Unreadable."""
    try:
        value = read_json(text)
    except UnreadableOutput as error:
        raise Unreadable(str(error)) from error
    if not isinstance(value, dict):
        raise Unreadable("not a JSON object")
    if strange := sorted(set(value) - set(allowed)):
        raise Unreadable(f"unknown fields: {', '.join(strange)[:200]}")
    return value


def field(found: dict[str, Any], key: str) -> Any:
    """This function will give a field's value; raises Unreadable where it is absent or null."""
    if found.get(key) is None:
        raise Unreadable("missing")
    return found[key]


def number(value: Any, minimum: float, maximum: float, *, whole: bool) -> float:
    """This function will give a number on the scale; raises Unreadable for anything else (true is no number)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable(f"not a number: {value!r:.60}")
    if not minimum <= value <= maximum:
        raise Unreadable(f"{value} is outside {minimum:g} to {maximum:g}")
    if whole and value != int(value):
        raise Unreadable(f"{value} is between two levels")
    return float(value)


def one_of(value: Any, allowed: Iterable[str]) -> str:
    """This function will give a text that is exactly one of `allowed`; raises Unreadable for anything else."""
    if not isinstance(value, str) or value not in allowed:
        raise Unreadable(f"not one of the choices: {value!r:.60}")
    return value


def label_groups(value: Any, labels: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """This function will read an order of labels with ties; every label once, or Unreadable."""
    if not isinstance(value, list):
        raise Unreadable("the order is not a list")
    groups = [place if isinstance(place, list) else [place] for place in value]
    if not all(groups):
        raise Unreadable("a place is empty")
    known = tuple(labels)
    flat = [one_of(label, known) for group in groups for label in group]
    if repeated := sorted({label for label in flat if flat.count(label) > 1}):
        raise Unreadable(f"named twice: {', '.join(repeated)}")
    if absent := [label for label in known if label not in flat]:
        raise Unreadable(f"not named: {', '.join(absent)}")
    return tuple(tuple(group) for group in groups)
