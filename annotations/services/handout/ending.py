"""The end of a round's order, where no rater has looked yet: tasks that come back are put there, and new ones.

Places at the end become known in their order, so that no rater passes over one that is still on its way. Whoever
writes the next place waits, at its unique key, for others who are writing the same one; and tries again if it was
taken, or if the end has moved on since it was read.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Subquery, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from annotations.models import Round, Task
from annotations.services.handout.errors import AssignmentRefused

ATTEMPTS = 20


def to_the_end(task: Task, *, where: Mapping[str, Any] | None = None, **changes: Any) -> bool:
    """This function will write changes to a task, if it still is as `where` says, and put it behind all others."""

    def write() -> Task | None:
        found = Task.objects.filter(pk=task.pk, **where or {})
        return task if found.update(seq=_next_place(task.round_id), **changes) else None

    return _behind_all(write) is not None


def tasks_append(*, round: Round, make: Callable[[int], Sequence[Task]]) -> Sequence[Task]:
    """This function will have tasks made behind all others of a round; `make` is told the first of their places.

    It is called within a transaction, and `make` perhaps several times.
    """
    made: Sequence[Task] = []

    def write() -> Task:
        nonlocal made
        made = make((round.tasks.aggregate(last=Max("seq"))["last"] or 0) + 1)
        return made[-1]

    _behind_all(write)
    return made


def end_keep(task: Task) -> None:
    """This function will see to it that a task can be deleted: the end of the order never comes back.

    Were the last place free again, whoever has looked as far would pass over the next task that gets it. So another
    task is put behind this one where it is the last.
    """
    others = Task.objects.filter(round=task.round_id).exclude(pk=task.pk)
    if not others.filter(seq__gt=task.seq).exists() and (last := others.order_by("-seq").first()):
        to_the_end(last)


def _behind_all(write: Callable[[], Task | None]) -> Task | None:
    """Writes, and again if need be; `write` names the last task that it wrote, or None if it wrote nothing."""
    fault: IntegrityError | None = None
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                last = write()
                if last is not None and _overtaken(last):
                    raise IntegrityError("The end of the order has moved on.")
        except IntegrityError as error:
            # Another task came back in the same moment and has that place; the next one is free.
            fault = error
            continue
        return last
    raise AssignmentRefused(_("Too much is going on at once. Try again in a moment.")) from fault


def _overtaken(task: Task) -> bool:
    """Whether a task lies behind this one: it waited for its row so long that the end it had read was another."""
    own = Task.objects.filter(pk=task.pk).values("seq")
    return Task.objects.filter(round=task.round_id, seq__gt=Subquery(own)).exists()


def _next_place(round_id: int) -> CombinedExpression:
    last = Task.objects.filter(round=round_id).order_by("-seq").values("seq")[:1]
    return Coalesce(Subquery(last), Value(0)) + 1
