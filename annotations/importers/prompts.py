"""Items: what a model is to be asked."""

from __future__ import annotations

from typing import Any

from annotations.importers.errors import RowError
from annotations.importers.facts import ItemFacts, RowFacts
from annotations.importers.fields import Fields
from annotations.importers.turns import as_conversation
from annotations.models import Item
from annotations.names import one_form
from annotations.said import Said

OWN = {"prompt", "variables", "messages"}
ELSEWHERE = {
    "response_id",
    "score",
    "annotator",
    "judge_model",
    "ranking",
    "responses",
    "winner",
    "variants",
    "pair_id",
}


def recognises(row: dict[str, Any]) -> bool:
    """Whether the fields are those of an item and of nothing else."""
    return "item_id" in row and bool(OWN & row.keys()) and not ELSEWHERE & row.keys()


def read(row: dict[str, Any]) -> RowFacts:
    """This function will read one item. Fields not named are its metadata."""
    fields = Fields(row)
    split = fields.text("split")
    if split and split not in Item.Split.values:
        raise RowError(
            Said("split is {split}; it is one of {names}", split=repr(split), names=", ".join(Item.Split.values))
        )
    conversation = as_conversation(fields.take("messages"), fields.passage("prompt"))
    facts: dict[str, Any] = {
        "dataset": fields.text("dataset", "dataset"),
        "external_id": fields.id("item_id", "item_id"),
        "prompt": conversation.prompt,
        "messages": conversation.earlier,
        "variables": fields.mapping("variables"),
        "language": fields.text("language", "language"),
        "category": fields.text("category", "category"),
        "own_group": one_form(fields.text("group")),
        "reference": fields.passage("reference"),
    }
    if not facts["prompt"] and not facts["variables"]:
        raise RowError(Said("prompt and variables are both empty; an item needs one of them"))
    return RowFacts(items=(ItemFacts(**facts, split=split, metadata=fields.left),))
