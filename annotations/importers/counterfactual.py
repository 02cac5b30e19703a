"""Sets of items that differ in one attribute only."""

from __future__ import annotations

from typing import Any

from annotations.importers.errors import RowError, type_name
from annotations.importers.facts import ItemFacts, RowFacts
from annotations.importers.fields import Fields
from annotations.models import Item
from annotations.said import Said


def recognises(row: dict[str, Any]) -> bool:
    """Whether the fields are those of a counterfactual set."""
    return "variants" in row and "pair_id" in row


def read(row: dict[str, Any]) -> RowFacts:
    """This function will read one set; a variant's `group` is its item's attribute value."""
    fields = Fields(row)
    shared: dict[str, Any] = {
        "dataset": fields.text("dataset", "dataset"),
        "set_id": fields.id("pair_id", "pair_id"),
        "attribute": fields.id("attribute", "attribute"),
        "language": fields.text("language", "language"),
        "category": fields.text("category", "category"),
        "split": fields.take("split") if fields.left.get("split") in Item.Split.values else "",
    }
    variants = fields.take("variants")
    if not isinstance(variants, list) or len(variants) < 2:
        raise RowError(Said("variants must be a list of at least two objects with group and prompt"))
    items = tuple(_read_variant(variant, shared, fields.left) for variant in variants)
    if len({item.attribute_value for item in items}) < len(items):
        raise RowError(Said("two variants have the same group"))
    if len({item.external_id for item in items}) < len(items):
        raise RowError(Said("two variants have the same item_id"))
    return RowFacts(items=items)


def _read_variant(variant: Any, shared: dict[str, Any], metadata: dict[str, Any]) -> ItemFacts:
    if not isinstance(variant, dict):
        raise RowError(Said("each of variants must be an object, not {kind}", kind=type_name(variant)))
    fields = Fields(variant)
    value, prompt = fields.id("group", "group value"), fields.passage("prompt")
    if not prompt:
        raise RowError(Said("the variant {value} has no prompt", value=repr(value)))
    name = fields.take("item_id") or f"{shared['set_id']}/{value}"
    item_id = Fields({"item_id": name}).id("item_id", "item_id")
    return ItemFacts(
        **shared, external_id=item_id, prompt=prompt, attribute_value=value, metadata={**metadata, **fields.left}
    )
