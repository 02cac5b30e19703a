"""Makes the units of judging of a round."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import Prefetch

from annotations.handout.order import LEAST, PAIRS_PER_ITEM, across, groups, pairs, shuffled
from annotations.handout.policy import Policy
from annotations.models import Gold, Item, Rater, Response, Round, Task, TaskResponse
from annotations.services.handout import tasks_append

# Rows of one transaction: well under a second on either database.
CHUNK = 1000


class Plan(NamedTuple):
    """A task to be: its kind, its item, its responses in canonical order, and the known answer that it asks for."""

    kind: str
    item: int
    responses: tuple[int, ...]
    gold: int | None = None


@dataclass(frozen=True)
class Built:
    """What a call made, what stood already, and how many items had too few responses, by kind."""

    created: int
    present: int
    left_out: dict[str, int]


def tasks_build(*, round: Round) -> Built:
    """This function will make the tasks of all DONE responses and of the known answers, shuffled by the round's seed.

    Calling it again makes only what is missing. It writes in several transactions, so that others can write in
    between; one that is cut short is completed by the next call.
    """
    by_item = _responses_by_item(round)
    plans = [plan for kind in round.kinds for plan in _plans(round, kind, by_item)]
    plans += [*_anchored(round), *_checks(round)]
    left_out = Counter(kind for kind in round.kinds for found in by_item.values() if len(found) < LEAST[kind])
    present = _present(round)
    missing = [plan for plan in shuffled(plans, "tasks", round.seed) if plan not in present]
    for start in range(0, len(missing), CHUNK):
        _write(round, missing[start : start + CHUNK])
    return Built(created=len(missing), present=len(plans) - len(missing), left_out=dict(left_out))


def _responses_by_item(round: Round) -> dict[int, list[int]]:
    """Responses of each item in canonical order: by external id where imported, else by database key."""
    rows = Response.objects.visible().filter(round=round, state=Response.State.DONE)
    rows = rows.exclude(item__split=Item.Split.GOLD)
    by_item = defaultdict(list)
    for item, response in rows.order_by("item_id", "external_id", "id").values_list("item_id", "id"):
        by_item[item].append(response)
    return dict(by_item)


def _plans(round: Round, kind: str, by_item: dict[int, list[int]]) -> Iterator[Plan]:
    sides = _versions(round) if round.across_versions else None
    for item, responses in by_item.items():
        place = {response: index for index, response in enumerate(responses)}
        for chosen in _choose(kind, responses, round.seed, item, sides):
            yield Plan(kind, item, tuple(sorted(chosen, key=lambda response: place[response])))


def _versions(round: Round) -> dict[int, int | None]:
    """The version of every response of the round."""
    return dict(Response.objects.filter(round=round).values_list("id", "version_id"))


def _choose(
    kind: str, responses: list[int], seed: int, item: int, sides: dict[int, int | None] | None
) -> Sequence[Sequence[int]]:
    """Which responses go together into one task; with `sides`, two that are compared stand on different ones."""
    if kind == Task.Kind.RATING:
        return [[response] for response in responses]
    if kind == Task.Kind.COMPARISON and sides is not None:
        return across(responses, sides)
    if kind == Task.Kind.COMPARISON:
        return pairs(responses, PAIRS_PER_ITEM, kind, seed, item)
    return groups(responses, kind, seed, item)


def _anchored(round: Round) -> Iterator[Plan]:
    """The response of each anchor item that people rated first, to be rated again: the same words, so that whoever
    scores them otherwise has moved, and not the model."""
    if not Policy.read(round.policy).anchors:
        return
    rated = Task.objects.filter(
        kind=Task.Kind.RATING, round__in=Round.objects.answered().filter(project=round.project_id),
        item__split=Item.Split.ANCHOR, assignments__state="DONE", assignments__rater__kind=Rater.Kind.PERSON,
        gold=None,
    )  # fmt: skip
    first: dict[int, int] = {}
    rows = rated.order_by("round__number", "responses").values_list("item", "responses")
    for item, response in rows:
        first.setdefault(item, response)
    own = set(Response.objects.filter(round=round).values_list("pk", flat=True))
    yield from (Plan(Task.Kind.RATING, item, (response,)) for item, response in first.items() if response not in own)


def _checks(round: Round) -> Iterator[Plan]:
    """The project's known answers that the round's policy uses: everybody gets each once, beside the places."""
    for gold in golds_of(round):
        responses = gold.responses.all()
        if len(responses) >= LEAST[gold.kind]:
            yield Plan(gold.kind, gold.item_id, tuple(response.pk for response in responses), gold.pk)


def golds_of(round: Round) -> Sequence[Gold]:
    """This function will list the known answers in use that the round's policy asks for."""
    policy = Policy.read(round.policy)
    purposes = [Gold.Purpose.TRAINING] if policy.training else []
    purposes += [Gold.Purpose.GOLD, Gold.Purpose.ATTENTION] if policy.gold_share > 0 else []
    if not purposes or round.overlap == 0:
        return []
    canonical = Response.objects.order_by("external_id", "id")
    golds = Gold.objects.filter(project=round.project_id, active=True, purpose__in=purposes)
    return list(golds.order_by("pk").prefetch_related(Prefetch("responses", queryset=canonical)))


def _present(round: Round) -> set[Plan]:
    """Every task that stands, as its plan."""
    rows = TaskResponse.objects.filter(task__round=round).order_by("task_id", "position")
    found: dict[tuple[int, str, int, int | None], list[int]] = defaultdict(list)
    fields = ("task_id", "task__kind", "task__item_id", "task__gold_id", "response_id")
    for task, kind, item, gold, response in rows.values_list(*fields):
        found[task, kind, item, gold].append(response)
    return {Plan(kind, item, tuple(responses), gold) for (_, kind, item, gold), responses in found.items()}


@transaction.atomic
def _write(round: Round, plans: Sequence[Plan]) -> None:
    # Locked, so that two builders of one round cannot make the same task twice; answers only share the round's row.
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    tasks = tasks_append(round=round, make=lambda first: _tasks(round, plans, first))
    TaskResponse.objects.bulk_create(
        TaskResponse(task=task, response_id=response, position=position)
        for task, plan in zip(tasks, plans, strict=True)
        for position, response in enumerate(plan.responses)
    )


def _tasks(round: Round, plans: Sequence[Plan], first: int) -> list[Task]:
    return Task.objects.bulk_create(
        Task(
            round=round, item_id=plan.item, kind=plan.kind, seq=seq, gold_id=plan.gold,
            overlap=0 if plan.gold else round.overlap,
        )
        for seq, plan in enumerate(plans, start=first)
    )  # fmt: skip
