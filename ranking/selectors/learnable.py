"""The items that a proposal may learn from: split develop, less what shares a group or a prompt with what tests it."""

import json
from collections.abc import Collection

from annotations.models import Item, Project


def tested_texts(project: Project) -> set[str]:
    """The groups, and the prompts, of items that no proposal may learn from."""
    rows = Item.objects.visible().filter(project=project).exclude(split=Item.Split.DEVELOP)
    rows = rows.only("own_group", "prompt", "variables", "messages", "external_id", "counterfactual_set_id")
    return {text for item in rows for text in (item.group, input_of(item)) if text}


def learnable_items(project: Project) -> list[Item]:
    """The items of split develop that share neither group nor prompt with an item of another split, by id."""
    tested = tested_texts(project)
    rows = Item.objects.visible().filter(project=project, split=Item.Split.DEVELOP).order_by("pk")
    return [item for item in rows if may_learn_from(item, tested)]


def may_learn_from(item: Item, tested: Collection[str]) -> bool:
    """Whether an item of split develop is apart from all that tests."""
    return item.split == Item.Split.DEVELOP and item.group not in tested and input_of(item) not in tested


def input_of(item: Item) -> str:
    """What two items with the same input share: the prompt, or where there is none, what fills a template's places."""
    if item.prompt or not (item.variables or item.messages):
        return item.prompt
    return json.dumps([item.variables, item.messages], sort_keys=True, ensure_ascii=False)
