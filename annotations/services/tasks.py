"""Makes the units of judging of a round."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from annotations.handout.order import LEAST, PAIRS_PER_ITEM, groups, pairs, shuffled
from annotations.models import Response, Round, Task, TaskResponse

# Rows of one transaction: well under a second on either database.
CHUNK = 1000


class Plan(NamedTuple):
    """A task to be: its kind, its item, and its responses in canonical order."""

    kind: str
    item: int
    responses: tuple[int, ...]


@dataclass(frozen=True)
class Built:
    """What a call made, what stood already, and how many items had too few responses, by kind."""

    created: int
    present: int
    left_out: dict[str, int]


def tasks_build(*, round: Round) -> Built:
    """This function will make the tasks of all DONE responses, shuffled by the round's seed.

    Calling it again makes only what is missing. It writes in several transactions, so that others can write in
    between; one that is cut short is completed by the next call.
    """
    by_item = _responses_by_item(round)
    plans = [plan for kind in round.kinds for plan in _plans(round, kind, by_item)]
    left_out = Counter(kind for kind in round.kinds for found in by_item.values() if len(found) < LEAST[kind])
    present = _present(round)
    missing = [plan for plan in shuffled(plans, "tasks", round.seed) if (plan.kind, plan.responses) not in present]
    for start in range(0, len(missing), CHUNK):
        _write(round, missing[start : start + CHUNK])
    return Built(created=len(missing), present=len(plans) - len(missing), left_out=dict(left_out))


def _responses_by_item(round: Round) -> dict[int, list[int]]:
    """Responses of each item in canonical order: by external id where imported, else by database key."""
    rows = Response.objects.visible().filter(round=round, state=Response.State.DONE)
    by_item = defaultdict(list)
    for item, response in rows.order_by("item_id", "external_id", "id").values_list("item_id", "id"):
        by_item[item].append(response)
    return dict(by_item)


def _plans(round: Round, kind: str, by_item: dict[int, list[int]]) -> Iterator[Plan]:
    for item, responses in by_item.items():
        place = {response: index for index, response in enumerate(responses)}
        for chosen in _choose(kind, responses, round.seed, item):
            yield Plan(kind, item, tuple(sorted(chosen, key=lambda response: place[response])))


def _choose(kind: str, responses: list[int], seed: int, item: int) -> Sequence[Sequence[int]]:
    """Which responses go together into one task."""
    if kind == Task.Kind.RATING:
        return [[response] for response in responses]
    if kind == Task.Kind.COMPARISON:
        return pairs(responses, PAIRS_PER_ITEM, kind, seed, item)
    return groups(responses, kind, seed, item)


def _present(round: Round) -> set[tuple[str, tuple[int, ...]]]:
    """The kind and canonical responses of every task that stands."""
    rows = TaskResponse.objects.filter(task__round=round).order_by("task_id", "position")
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for task, kind, response in rows.values_list("task_id", "task__kind", "response_id"):
        found[task, kind].append(response)
    return {(kind, tuple(responses)) for (_, kind), responses in found.items()}


@transaction.atomic
def _write(round: Round, plans: Sequence[Plan]) -> None:
    # Locked, so that two builders of one round cannot make the same task twice.
    Round.objects.select_for_update().get(pk=round.pk)
    last = round.tasks.aggregate(last=Max("seq"))["last"] or 0
    tasks = Task.objects.bulk_create(
        Task(round=round, item_id=plan.item, kind=plan.kind, seq=seq, overlap=round.overlap)
        for seq, plan in enumerate(plans, start=last + 1)
    )
    TaskResponse.objects.bulk_create(
        TaskResponse(task=task, response_id=response, position=position)
        for task, plan in zip(tasks, plans, strict=True)
        for position, response in enumerate(plan.responses)
    )
