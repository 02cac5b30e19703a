"""Reading the fields of one row, each with a reason when it cannot be read."""

from __future__ import annotations

import json
import math
from typing import Any

from annotations.importers.errors import RowError, short, type_name
from annotations.importers.facts import ItemFacts, ResponseFacts
from annotations.importers.turns import as_conversation, is_conversation
from annotations.models import CounterfactualSet, Dimension, Item, Rater, Response
from annotations.models.shapes import FARTHEST
from annotations.names import one_form
from annotations.said import Said

# The longest texts that the columns hold; SQLite would not say so by itself.
LIMITS: dict[str, int] = {
    "dataset": Item._meta.get_field("dataset").max_length or 0,
    "item_id": Item._meta.get_field("external_id").max_length or 0,
    "category": Item._meta.get_field("category").max_length or 0,
    "language": Item._meta.get_field("language").max_length or 0,
    "group value": Item._meta.get_field("attribute_value").max_length or 0,
    "response id": Response._meta.get_field("external_id").max_length or 0,
    "model": Response._meta.get_field("model").max_length or 0,
    "rater": Rater._meta.get_field("name").max_length or 0,
    "dimension": Dimension._meta.get_field("name").max_length or 0,
    "pair_id": CounterfactualSet._meta.get_field("external_id").max_length or 0,
    "attribute": CounterfactualSet._meta.get_field("attribute").max_length or 0,
}


def as_text(value: Any, name: str, limit: str = "") -> str:
    """This function will read a text (empty for null); a whole number is one too, as it is written in a table.

    With a limit it is a name, and in the one form of names.
    Raises RowError for anything else and for a text too long.
    """
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise RowError(Said("{name} must be text, not {kind}", name=name, kind=type_name(value)))
    value = one_form(value) if limit else value
    if limit and len(value) > LIMITS[limit]:
        raise RowError(
            Said("{name} has {n} characters; at most {most} are taken", name=name, n=len(value), most=LIMITS[limit])
        )
    return value


def as_passage(value: Any, name: str) -> str:
    """This function will read a prompt's or response's text; a bare number or true is what a model wrote."""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return as_text(value, name)


def as_id(value: Any, name: str, limit: str) -> str:
    """This function will read an id: text, or a whole number written as text."""
    text = as_text(value, name, limit)
    if not text:
        raise RowError(Said("{name} is missing", name=name))
    return text


def as_number(value: Any) -> float | None:
    """The number, or None where the value is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def as_confidence(value: Any, name: str) -> float | None:
    """This function will read a model's own confidence, from 0 to 1; None where the file says none.

    Raises RowError for anything else: a percentage or a log-probability would be another figure, not a bad one.
    """
    if value is None:
        return None
    number = as_number(value)
    if number is None or not 0 <= number <= 1:
        raise RowError(
            Said(
                "{name} is {value}; it is the model's own confidence, a number from 0 to 1, or is left out",
                name=name, value=short(value),
            )
        )  # fmt: skip
    return number


class Fields:
    """A row's fields. What nobody has taken by the end is metadata."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.left = dict(row)

    def take(self, name: str) -> Any:
        """The field's value; None where it is absent."""
        return self.left.pop(name, None)

    def text(self, name: str, limit: str = "") -> str:
        """A text, empty where it is absent."""
        return as_text(self.take(name), name, limit)

    def passage(self, name: str) -> str:
        """A prompt's or response's text, empty where it is absent."""
        return as_passage(self.take(name), name)

    def id(self, name: str, limit: str) -> str:
        """An id that has to be there."""
        return as_id(self.take(name), name, limit)

    def mapping(self, name: str) -> dict[str, Any]:
        """An object, empty where it is absent."""
        value = self.take(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise RowError(Said("{name} must be an object, not {kind}", name=name, kind=type_name(value)))
        return value

    def scale(self) -> tuple[float, float] | None:
        """`scale_min` and `scale_max`; None where both are absent."""
        ends = (self.take("scale_min"), self.take("scale_max"))
        if ends == (None, None):
            return None
        low, high = as_number(ends[0]), as_number(ends[1])
        if low is None or high is None:
            raise RowError(Said("scale_min and scale_max must both be numbers"))
        if low >= high:
            raise RowError(Said("scale_min {low:g} is not below scale_max {high:g}", low=low, high=high))
        if max(abs(low), abs(high)) > FARTHEST:
            raise RowError(Said("scale_min and scale_max must lie between -10^12 and 10^12"))
        return (low, high)

    def item(self) -> ItemFacts:
        """What an answer's row says of its item."""
        told = self.take("messages") if is_conversation(self.left.get("messages")) else None
        conversation = as_conversation(told, self.passage("prompt"))
        return ItemFacts(
            dataset=self.text("dataset", "dataset"),
            external_id=self.id("item_id", "item_id"),
            prompt=conversation.prompt,
            messages=conversation.earlier,
            language=self.text("language", "language"),
            category=self.text("category", "category"),
            own_group=one_form(self.text("group")),
            split=self.take("split") if self.left.get("split") in Item.Split.values else "",
            reference=self.passage("reference") if isinstance(self.left.get("reference"), str | int | float) else "",
        )

    def rated_response(self) -> ResponseFacts:
        """The one response of a score's row."""
        return ResponseFacts(
            external_id=self.id("response_id", "response id"),
            text=self.passage("response"),
            model=self.text("model", "model"),
            confidence=as_confidence(self.take("response_confidence"), "response_confidence"),
        )

    def shown(self, responses: tuple[str, ...]) -> tuple[str, ...] | None:
        """`shown_order`; None where it is unknown."""
        value = self.take("shown_order")
        if value is None:
            return None
        if not isinstance(value, list):
            raise RowError(Said("shown_order must be a list of response ids, or null"))
        shown = tuple(as_id(name, "a response's id in shown_order", "response id") for name in value)
        if sorted(shown) != sorted(responses):
            raise RowError(Said("shown_order must name the compared responses, each once"))
        return shown
