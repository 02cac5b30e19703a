"""Puts what was found into a rater's hands."""

from datetime import datetime
from typing import Any, NamedTuple

from annotations.handout.order import shuffled
from annotations.models import Assignment, Rater, Task, TaskResponse
from annotations.prepared import PreparedInsert, PreparedSelect, integer, remember
from annotations.services.handout.places import LEASE, TAKEN_AWAY

_TASK = PreparedSelect(lambda: Task.objects.select_related("item", "round").filter(pk=integer("pk")))
_RESPONSES = PreparedSelect(
    lambda: (
        TaskResponse.objects.select_related("response")
        .filter(task=integer("task"))
        .only("task_id", "response_id", "position", "response__text")
        .order_by("position")
    )
)
_ASSIGNMENT = PreparedInsert(
    Assignment, "task_id", "rater_id", "repeat", "state", "holds_place", "shown", "lease_until", "created_at"
)


class Found(NamedTuple):
    """A task for a rater, the assignment of it that they had before the clock took it, and which answer it asks for.

    Golds and repeats hold no place.
    """

    task: int
    returned: int | None = None
    repeat: int = 0
    holds_place: bool = True


def assignment_give(*, rater: Rater, found: Found, now: datetime) -> Assignment:
    """This function will open an assignment: a new one, with the responses in an order of its own, or the old again."""
    task = task_with_content(found.task)
    values: dict[str, Any] = {
        "state": Assignment.State.OPEN, "holds_place": found.holds_place, "lease_until": now + LEASE,
    }  # fmt: skip
    if found.returned is not None:
        return _again(found.returned, task, values)
    responses = [row.response_id for row in task.task_responses.all()]
    again = ("repeat", found.repeat) if found.repeat else ()
    shown = shuffled(responses, "shown", task.round.seed, rater.pk, task.item_id, task.pk, *again)
    values |= {"task_id": task.pk, "rater_id": rater.pk, "repeat": found.repeat, "shown": shown, "created_at": now}
    assignment = Assignment(pk=_ASSIGNMENT.one(**values), **values)
    assignment.task, assignment.rater = task, rater
    return assignment


def task_with_content(pk: int) -> Task:
    """This function will fetch a task with all that is shown of it."""
    [task] = _TASK.all(pk=pk)
    remember(task, "task_responses", _RESPONSES.all(task=pk))
    return task


def _again(pk: int, task: Task, values: dict[str, Any]) -> Assignment:
    Assignment.objects.filter(pk=pk).update(**values)
    assignment = Assignment.objects.get(pk=pk)
    if assignment.metadata.pop(TAKEN_AWAY, None):
        assignment.save(update_fields=["metadata"])
    assignment.task = task
    return assignment
