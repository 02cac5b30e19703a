"""What an export format is, and the words its rows share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotations.models import Assignment, Item, Response
from ranking.selectors.exports import ExportScope, ItemAnswers

Row = dict[str, Any]


@dataclass(frozen=True)
class LeftOut:
    """A row that does not belong into the format, and why."""

    reason: str


@dataclass(frozen=True)
class Example:
    """One thing to train on, before it takes a format's shape.

    `texts` are what the model should write and, in a preference, what it should not. `facts` are what the row says
    beside: who judged, how far they agreed, what produced the response. `mark` says what was done to the row that
    people did not do: null, or a copy for another value of an attribute, or a repeat.
    """

    item: Item
    prompt: list[Row]
    texts: tuple[str, ...]
    facts: Row
    label: bool | None = None
    margin: float | None = None
    mark: Row | None = None

    @property
    def answers(self) -> list[list[Row]]:
        """The texts as an assistant's turns."""
        return [[{"role": "assistant", "content": text}] for text in self.texts]


@dataclass(frozen=True)
class Exporter:
    """`rows` turns one item's answers into rows; `columns` makes it a table of those columns.

    `types` are the columns that are no plain text, where the format knows types.
    """

    rows: Callable[[ItemAnswers, ExportScope], Iterator[Row | LeftOut]]
    columns: tuple[str, ...] = ()
    ending: str = "jsonl"
    types: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Training:
    """A format to train on: `examples` finds what people's answers teach, `shape` makes a row of it.

    `task` is the Hugging Face task category of the dataset card, `tags` its tags. `marks` is false where the format
    knows no columns but its own, so that no row can say what was done to it.
    """

    examples: Callable[[ItemAnswers, ExportScope], Iterator[Example | LeftOut]]
    shape: Callable[[Example], Row]
    task: str = "text-generation"
    tags: tuple[str, ...] = ()
    marks: bool = True
    ending: str = "jsonl"


def held_out(item: Item, scope: ExportScope) -> LeftOut | None:
    """Why the item may not be trained on, if so."""
    split = scope.split_of(item)
    if split != Item.Split.DEVELOP:
        return LeftOut(f"the prompt is one of split {split}")
    return None if prompt_text(item) else LeftOut("the item has no prompt text")


def response_name(response: Response) -> str:
    """The id of a response outside: its file's, or one made of its key."""
    return response.external_id or f"response-{response.pk}"


def shown_names(answer: Assignment, responses: dict[int, Response]) -> list[str] | None:
    """The responses in the order that the rater saw; None where it is unknown."""
    if answer.shown is None:
        return None
    return [response_name(responses[key]) for key in answer.shown if key in responses]


def model_name(response: Response) -> str:
    """The model that wrote a response."""
    return response.model or (response.endpoint.model if response.endpoint else "")


def origin_of(response: Response) -> Row:
    """What produced a response: model, template version, temperature."""
    version = response.version
    return {
        "model": model_name(response) or None,
        "template_version": f"{version.template.name} v{version.number}" if version else None,
        "temperature": response.temperature,
    }


def item_columns(item: Item) -> Row:
    """An item as an import takes it; what is empty is left out."""
    optional = {
        "group": f"set:{item.counterfactual_set_id}" if item.counterfactual_set_id else item.own_group,
        "language": item.language,
        "category": item.category,
        "reference": item.reference,
        "messages": prompt_messages(item) if item.messages else [],
    }
    said = {"dataset": item.dataset, "item_id": item.external_id, "prompt": item.prompt}
    return {**said, **{name: value for name, value in optional.items() if value}, "split": item.split}


def item_facts(item: Item) -> Row:
    """Which item a row to train on is about, the same columns in every row."""
    return {
        "dataset": item.dataset,
        "item_id": item.external_id,
        "language": item.language or None,
        "category": item.category or None,
    }


def prompt_text(item: Item) -> str:
    """What the item asks, as one text."""
    return item.prompt or "\n".join(f"{name}: {value}" for name, value in item.variables.items())


def prompt_messages(item: Item) -> list[Row]:
    """The whole conversation up to the response."""
    return [*item.messages, {"role": "user", "content": prompt_text(item)}]


def remarks(answer: Assignment) -> Row:
    """Comment, flags and rewrite, where there are any."""
    said = {"comment": answer.comment, "flags": answer.flags, "rewrite": answer.rewrite}
    return {name: value for name, value in said.items() if value}
