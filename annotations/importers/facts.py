"""What one row of a file says, whatever its kind: plain values, checked and in one shape."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What a row says of an item; an empty value says nothing."""

    dataset: str
    external_id: str
    prompt: str = ""
    language: str = ""
    category: str = ""
    split: str = ""
    own_group: str = ""
    reference: str = ""
    messages: tuple[dict[str, str], ...] = ()
    variables: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    set_id: str = ""
    attribute: str = ""
    attribute_value: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells items of one project apart."""
        return (self.dataset, self.external_id)


@dataclass(frozen=True, slots=True)
class ResponseFacts:
    """What a row says of a response of its item; `confidence` is its model's own, from 0 to 1."""

    external_id: str
    text: str = ""
    model: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """One score or one ballot. `name` is a dimension, or a judge's label.

    `responses` are all that the task shows, sorted; `ranking` is best first, None for a score.
    """

    rater: str
    is_judge: bool
    name: str
    responses: tuple[str, ...]
    variant: str = ""
    scale: tuple[float, float] | None = None
    value: float | None = None
    ranking: tuple[tuple[str, ...], ...] | None = None
    shown: tuple[str, ...] | None = None
    unreadable: bool = False
    raw: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowFacts:
    """All that a row says. A row with an answer has exactly one item."""

    items: tuple[ItemFacts, ...]
    responses: tuple[ResponseFacts, ...] = ()
    answer: AnswerFacts | None = None

    def content(self) -> bytes:
        """This function will digest what makes the row itself: the answer, or the items where there is none.

        The texts of item and responses are left out of an answer's identity: the same answer in a file that
        fills them is the same answer.
        """
        if self.answer is None:
            # Earlier turns only where there are any: rows of before there were turns are still the same rows.
            said: Any = [[*_values(item, "messages"), *item.messages] for item in self.items]
        else:
            said = [self.items[0].key, _values(self.answer)]
        return blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).digest()


def row_digest(content: bytes, occurrence: int) -> str:
    """This function will name the occurrence (from 0) of a content within its file."""
    return blake2b(content + occurrence.to_bytes(8, "big"), digest_size=16).hexdigest()


def _values(facts: ItemFacts | AnswerFacts, *without: str) -> list[Any]:
    return [getattr(facts, name) for name in facts.__dataclass_fields__ if name not in without]
