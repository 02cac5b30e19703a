"""Tasks that are put into other bands, many at a time, while raters are at work on them.

Whoever moves many tasks never waits while it holds more than one of them, so that nobody can wait for it in turn: it
takes the first place behind all others with one task in hand, then whatever nobody holds just now, and the rest
singly, each in a transaction of its own. That others hold a task only for a moment may not be assumed: PostgreSQL
locks a row before it looks again whether the row is still wanted, so a rater who has lost a race for a place keeps
the lock on that task while they look for another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from annotations.models import Round, Task
from annotations.services.handout.ending import to_the_end
from annotations.services.retrying import retried


@dataclass(frozen=True)
class Standing:
    """Where tasks are to stand, by their keys: their bands, and the chances with which they were chosen."""

    bands: Mapping[int, int]
    chances: Mapping[int, float]

    def of(self, task: Task) -> dict[str, Any]:
        """The task's band and chance."""
        return {
            "band": self.bands.get(task.pk, task.band),
            "probability": self.chances.get(task.pk, task.probability),
        }

    def moves(self, task: Task) -> bool:
        """Whether the task stands in another band."""
        return bool(self.of(task)["band"] != task.band)

    def changes(self, task: Task) -> bool:
        """Whether anything of the task is another."""
        return self.of(task) != {"band": task.band, "probability": task.probability}


def tasks_move(*, round: Round, tasks: Iterable[int], standing: Standing) -> int:
    """This function will put tasks into other bands, behind all others, so that every rater meets them there.

    There they stand in the order of `tasks`, but for those that somebody holds just now. It returns how many it moved.
    Golds stay where they are. It is called outside any transaction.
    """
    moved, held = _move_free(_movable(round, order := list(tasks)), standing, order)
    return moved + sum(_move_one(_movable(round, [pk]), standing) for pk in held)


@retried
@transaction.atomic
def _move_free(tasks: QuerySet[Task], standing: Standing, order: Sequence[int]) -> tuple[int, list[int]]:
    """Moves those that nobody holds just now; returns how many moved, and the keys of those that are held."""
    place = {pk: number for number, pk in enumerate(order)}
    wanting = sorted((task for task in tasks if standing.changes(task)), key=lambda task: place[task.pk])
    first = _first_to_the_end(tasks, [task.pk for task in wanting if standing.moves(task)], standing)
    others = tasks.filter(pk__in=[task.pk for task in wanting if task != first])
    free = [task for task in others.select_for_update(skip_locked=True) if standing.changes(task)]
    moved = sorted((task for task in free if standing.moves(task)), key=lambda task: place[task.pk])
    if first is None:
        # Held a moment ago. Without a place at the end from which to count on, they are moved singly.
        free = [task for task in free if task not in moved]
        moved = []
    else:
        for seq, task in enumerate(moved, start=first.seq + 1):
            task.seq = seq
        moved.append(first)
    _set(free, standing)
    done = {task.pk for task in (*free, *moved)}
    return len(moved), [task.pk for task in wanting if task.pk not in done]


def _first_to_the_end(tasks: QuerySet[Task], keys: Sequence[int], standing: Standing) -> Task | None:
    """Moves one that nobody holds, the first if it may be. From now on whoever wants a place at the end waits for it,
    and it for nobody."""
    free = tasks.select_for_update(skip_locked=True)
    first = free.filter(pk__in=keys[:1]).first() or free.filter(pk__in=keys).first()
    if first is None or not standing.moves(first):
        return None
    to_the_end(first, **standing.of(first))
    first.refresh_from_db()
    return first


def _set(tasks: Sequence[Task], standing: Standing) -> None:
    for task in tasks:
        for name, value in standing.of(task).items():
            setattr(task, name, value)
    Task.objects.bulk_update(tasks, ["band", "probability", "seq"])


@retried
@transaction.atomic
def _move_one(tasks: QuerySet[Task], standing: Standing) -> bool:
    task = tasks.select_for_update().first()
    if task is None:
        return False
    if standing.moves(task):
        return to_the_end(task, **standing.of(task))
    Task.objects.filter(pk=task.pk).update(**standing.of(task))
    return False


def _movable(round: Round, keys: Iterable[int]) -> QuerySet[Task]:
    return Task.objects.filter(round=round, pk__in=list(keys), gold=None).order_by("pk")
