"""All responses of an item at once, in rotated orders, so that each stands in several places."""

from __future__ import annotations

from typing import Any

from annotations.judging import reading
from annotations.judging.case import Case, Shown
from annotations.judging.verdict import OrderVerdict

from .base import Order, object_schema, order_keys

# More rotations of a long list cost more than they tell.
MOST_ORDERS = 4


class Listwise:
    name = "listwise"
    kinds = frozenset({"RANKING", "BEST_WORST", "COMPARISON"})

    def orders(self, count: int) -> tuple[Order, ...]:
        rotations = min(count, MOST_ORDERS)
        starts = [turn * count // rotations for turn in range(rotations)]
        return tuple(tuple((start + place) % count for place in range(count)) for start in starts)

    def task(self, case: Case) -> str:
        return "Rank all candidate answers to the input below by the rubric. Their order means nothing."

    def form(self, case: Case, shown: Shown) -> str:
        keys = ", ".join(f'"{key}"' for key in order_keys(case))
        letters = ", ".join(shown.labelled)
        return (
            f"Answer with one JSON object and nothing else. Its fields: {keys}; each is the list of the letters "
            f"{letters}, best first, every letter exactly once. Put letters that are equally good into an inner list."
        )

    def schema(self, case: Case, shown: Shown) -> dict[str, Any]:
        letter = {"type": "string", "enum": list(shown.labelled)}
        most = len(shown.candidates)
        tie = {"type": "array", "items": letter, "minItems": 2, "maxItems": most}
        order = {"type": "array", "items": {"anyOf": [letter, tie]}, "minItems": 1, "maxItems": most}
        return object_schema(dict.fromkeys(order_keys(case), order))

    def read(self, case: Case, shown: Shown, text: str) -> tuple[OrderVerdict, ...]:
        keys = order_keys(case)
        try:
            found = reading.read_object(text, keys)
        except reading.Unreadable as error:
            return tuple(OrderVerdict(scale, unreadable=str(error)) for scale in keys.values())
        return tuple(_read(scale, found, key, shown) for key, scale in keys.items())


def _read(scale: str | None, found: dict[str, Any], key: str, shown: Shown) -> OrderVerdict:
    labelled = shown.labelled
    try:
        groups = reading.label_groups(reading.field(found, key), labelled)
    except reading.Unreadable as error:
        return OrderVerdict(scale, unreadable=str(error))
    return OrderVerdict(scale, tuple(tuple(labelled[label].id for label in group) for group in groups))
