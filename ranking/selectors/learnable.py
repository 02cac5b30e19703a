"""The items that a proposal may learn from: split develop, less what shares a group or an input with what tests it."""

import json
import unicodedata
from collections.abc import Collection
from typing import Any

from annotations.models import Item, Project


def tested_texts(project: Project) -> set[str]:
    """The keys (see `keys_of`) of items that no proposal may learn from."""
    rows = Item.objects.visible().filter(project=project).exclude(split=Item.Split.DEVELOP)
    rows = rows.only("own_group", "prompt", "variables", "messages", "external_id", "counterfactual_set_id")
    return {key for item in rows.iterator() for key in keys_of(item)}


def learnable_items(project: Project) -> list[Item]:
    """The items of split develop that share neither group nor input with an item of another split, by id."""
    tested = tested_texts(project)
    rows = Item.objects.visible().filter(project=project, split=Item.Split.DEVELOP).order_by("pk")
    return [item for item in rows if may_learn_from(item, tested)]


def may_learn_from(item: Item, tested: Collection[str]) -> bool:
    """Whether an item of split develop is apart from all that tests."""
    return item.split == Item.Split.DEVELOP and not any(key in tested for key in keys_of(item))


def keys_of(item: Item) -> list[str]:
    """What makes two items one for a guard: the same group, or an input that says the same."""
    return [f"group:{item.group}", *(f"input:{said}" for said in inputs_of(item))]


def inputs_of(item: Item) -> list[str]:
    """What an item's input says, as `plain` text: two items of which one of these is the same have the same input.

    The prompt, whether it stands by itself or among the variables. Without any, the one value that fills a template,
    or the last turn if it is the user's, since a prompt is a conversation's last turn; else all that there is.
    """
    prompts = [plain(item.prompt), plain(item.variables.get("prompt"))]
    if any(prompts):
        return [said for said in dict.fromkeys(prompts) if said]
    values = {name: value for name, value in item.variables.items() if plain(value)}
    if len(values) == 1 and not item.messages:
        return [plain(value) for value in values.values()]
    last = item.messages[-1] if item.messages else {}
    if not values and last.get("role") == "user" and plain(last.get("content")):
        return [plain(last["content"])]
    if not values and not item.messages:
        return []
    return [json.dumps(_plain_within([values, item.messages]), sort_keys=True, ensure_ascii=False)]


def plain(text: Any) -> str:
    """A text as guards compare it: composed (NFC), caseless, with single blanks; dots make no other i."""
    said = " ".join(str("" if text is None else text).split())
    if said.isascii():
        return said.lower()
    said = unicodedata.normalize("NFC", said).casefold()
    # I and İ have other small letters where an i without a dot exists, and a guard does not know the language.
    return unicodedata.normalize("NFC", said.replace("i\u0307", "i").replace("ı", "i"))


def _plain_within(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain_within(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain_within(each) for each in value]
    return plain(value)
