"""People's answers of finished rounds, a few items at a time: what every export reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from annotations.models import (
    Assignment,
    CounterfactualSet,
    Dimension,
    Item,
    Project,
    Rater,
    Response,
    Round,
    TaskResponse,
)
from annotations.selectors.counted import counted
from ranking.selectors.learnable import keys_of

ITEMS_AT_ONCE = 100


class RoundNotExportableError(Exception):
    """There is no such round, or its answers are not all in; the text says which."""


@dataclass(frozen=True)
class ItemAnswers:
    """One item, its judged responses, and what people answered. Tasks' responses come in canonical order."""

    item: Item
    responses: dict[int, Response]
    answers: list[Assignment]
    shows: dict[int, list[int]]


@dataclass(frozen=True)
class ExportScope:
    """What an export covers. Items that share a group or an input with a held-out one are held out too."""

    project: Project
    rounds: list[int]
    primary: Dimension | None
    held_out: dict[str, str] = field(default_factory=dict)
    dimensions: tuple[Dimension, ...] = ()

    def split_of(self, item: Item) -> str:
        """The split that rules the item's use: a held-out twin's before its own."""
        if item.split != Item.Split.DEVELOP:
            return item.split
        return next((self.held_out[key] for key in keys_of(item) if key in self.held_out), item.split)


@dataclass(frozen=True)
class Sibling:
    """An item of the same counterfactual set, and the texts that people judged there."""

    item: Item
    judged: frozenset[str]


def export_scope(*, project: Project, number: int | None = None) -> ExportScope:
    """This function will say what to export; raises RoundNotExportableError for a round that is not over."""
    rounds = Round.objects.visible().filter(project=project)
    answered = Round.objects.answered().filter(project=project)
    if number is not None:
        if not rounds.filter(number=number).exists():
            raise RoundNotExportableError(f"{project.slug} has no round {number}")
        answered = answered.filter(number=number)
        if not answered.exists():
            raise RoundNotExportableError(f"round {number} is not over; its answers are exported once it is")
    dimensions = tuple(Dimension.objects.visible().filter(rubric__project=project))
    primary = next((one for one in dimensions if one.is_primary), next(iter(dimensions), None))
    held_out: dict[str, str] = {}
    for item in Item.objects.visible().filter(project=project).exclude(split=Item.Split.DEVELOP).iterator():
        held_out |= dict.fromkeys(keys_of(item), item.split)
    return ExportScope(project, list(answered.values_list("pk", flat=True)), primary, held_out, dimensions)


def siblings_of(item: Item, scope: ExportScope) -> list[Sibling]:
    """The other items of the item's counterfactual set."""
    others = Item.objects.visible().filter(counterfactual_set=item.counterfactual_set_id).exclude(pk=item.pk)
    rows = Response.objects.filter(item__in=others, task_responses__task__round__in=scope.rounds)
    judged: dict[int, set[str]] = {}
    for key, text in rows.values_list("item_id", "text").distinct():
        judged.setdefault(key, set()).add(text)
    found = others.select_related("counterfactual_set").order_by("pk")
    return [Sibling(one, frozenset(judged.get(one.pk, ()))) for one in found]


def balance_attributes(project: Project) -> list[str]:
    """What rows can be balanced by: the attributes of the project's counterfactual sets, then language, category."""
    sets = CounterfactualSet.objects.visible().filter(project=project)
    found = list(sets.order_by("attribute").values_list("attribute", flat=True).distinct())
    items = Item.objects.visible().filter(project=project)
    for name in ("language", "category"):
        if items.exclude(**{name: ""}).order_by(name).values(name).distinct()[:2].count() > 1:
            found.append(name)
    return list(dict.fromkeys(found))


def items_answered(scope: ExportScope) -> Iterator[ItemAnswers]:
    """This function will yield the items that people judged in the rounds, oldest first."""
    items = (
        Item.objects.visible()
        .filter(project=scope.project, tasks__round__in=scope.rounds)
        .select_related("counterfactual_set")
        .order_by("pk")
        .distinct()
        .iterator(chunk_size=ITEMS_AT_ONCE)
    )
    while chunk := list(islice(items, ITEMS_AT_ONCE)):
        yield from _with_answers(chunk, scope)


def _with_answers(items: list[Item], scope: ExportScope) -> Iterator[ItemAnswers]:
    found = {item.pk: ItemAnswers(item, {}, [], {}) for item in items}
    links = (
        TaskResponse.objects.filter(task__item__in=items, task__round__in=scope.rounds, task__gold=None)
        .select_related("response__version__template", "response__endpoint")
        .order_by("task_id", "position")
    )
    for link in links:
        of_item = found[link.response.item_id]
        of_item.responses[link.response_id] = link.response
        of_item.shows.setdefault(link.task_id, []).append(link.response_id)
    for answer in _people(items, scope):
        found[answer.task.item_id].answers.append(answer)
    yield from (row for row in found.values() if row.answers)


def _people(items: list[Item], scope: ExportScope) -> Iterator[Assignment]:
    of_people = Assignment.objects.filter(
        counted(),
        task__item__in=items,
        task__round__in=scope.rounds,
        state=Assignment.State.DONE,
        rater__kind=Rater.Kind.PERSON,
    )
    yield from (
        of_people.select_related("rater", "task__round")
        .prefetch_related("scores__dimension", "ballots__dimension")
        .order_by("task_id", "pk")
    )
