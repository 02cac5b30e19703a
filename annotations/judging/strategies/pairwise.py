"""Two responses, asked in both orders, so that a preference for a place shows."""

from __future__ import annotations

from typing import Any

from annotations.judging import reading
from annotations.judging.case import Case, Shown
from annotations.judging.verdict import OrderVerdict

from .base import Order, object_schema, order_keys

CHOICES = ("A", "B", "tie", "neither")


class Pairwise:
    name = "pairwise"
    kinds = frozenset({"COMPARISON"})

    def orders(self, count: int) -> tuple[Order, ...]:
        return ((0, 1), (1, 0))

    def task(self, case: Case) -> str:
        return "Compare the two candidate answers to the input below by the rubric. Their order means nothing."

    def form(self, case: Case, shown: Shown) -> str:
        keys = ", ".join(f'"{key}"' for key in order_keys(case))
        return (
            f'Answer with one JSON object and nothing else. Its fields: {keys}; each is "A" or "B" (the better '
            'candidate), "tie" (equally good) or "neither" (none is acceptable).'
        )

    def schema(self, case: Case, shown: Shown) -> dict[str, Any]:
        return object_schema({key: {"type": "string", "enum": list(CHOICES)} for key in order_keys(case)})

    def read(self, case: Case, shown: Shown, text: str) -> tuple[OrderVerdict, ...]:
        keys = order_keys(case)
        try:
            found = reading.read_object(text, keys)
        except reading.Unreadable as error:
            return tuple(OrderVerdict(scale, unreadable=str(error)) for scale in keys.values())
        return tuple(_read(scale, found, key, shown) for key, scale in keys.items())


def _read(scale: str | None, found: dict[str, Any], key: str, shown: Shown) -> OrderVerdict:
    first, second = shown.ids
    try:
        choice = reading.one_of(reading.field(found, key), CHOICES)
    except reading.Unreadable as error:
        return OrderVerdict(scale, unreadable=str(error))
    if choice == "neither":
        return OrderVerdict(scale, none_acceptable=True)
    rankings = {"A": ((first,), (second,)), "B": ((second,), (first,)), "tie": ((first, second),)}
    return OrderVerdict(scale, rankings[choice])
