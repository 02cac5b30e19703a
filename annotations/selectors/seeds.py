"""Items of a project that counterfactual sets can be made of: those with places, and those with words of the tables."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.models import Item, Project
from annotations.variants.marking import Marker
from annotations.variants.slots import places
from annotations.variants.tables import Table


def items_to_vary(
    project: Project, *, tables: Sequence[Table], attribute: str, split: str = "", dataset: str | None = None,
    language: str = "", most: int = 200,
) -> list[tuple[Item, str]]:  # fmt: skip
    """Items that stand in no set, each with its text in places; those whose words are unclear are left to a person."""
    rows = Item.objects.visible().filter(project=project, counterfactual_set=None).exclude(split=Item.Split.GOLD)
    rows = rows.filter(split=split) if split else rows
    rows = rows.filter(dataset=dataset) if dataset is not None else rows
    kinds, marker = {table.kind for table in tables}, Marker(tables=tables, attribute=attribute)
    found: list[tuple[Item, str]] = []
    for item in rows.order_by("pk").iterator():
        if item.language and language and item.language.split("-")[0] != language.split("-")[0]:
            continue
        if any(place.kind in kinds for place in places(item.prompt)):
            found.append((item, item.prompt))
        elif (marked := marker.mark(item.prompt)).places and not marked.unclear:
            found.append((item, marked.text))
        if len(found) >= most:
            break
    return found
