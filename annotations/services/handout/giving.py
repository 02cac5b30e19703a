"""Puts what was found into a rater's hands."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet

from annotations.handout.order import shuffled
from annotations.models import Assignment, Rater, Task, TaskResponse
from annotations.services.handout.places import LEASE, TAKEN_AWAY


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
    task = with_content(Task.objects.filter(pk=found.task)).get()
    values: dict[str, Any] = {
        "state": Assignment.State.OPEN, "holds_place": found.holds_place, "lease_until": now + LEASE,
    }  # fmt: skip
    if found.returned is not None:
        return _again(found.returned, task, values)
    responses = [row.response_id for row in task.task_responses.all()]
    again = ("repeat", found.repeat) if found.repeat else ()
    shown = shuffled(responses, "shown", task.round.seed, rater.pk, task.item_id, task.pk, *again)
    return Assignment.objects.create(
        task=task, rater=rater, repeat=found.repeat, shown=shown, created_at=now, **values
    )  # fmt: skip


def with_content(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """This function will fetch tasks with all that is shown of them."""
    responses = TaskResponse.objects.select_related("response").order_by("position")
    responses = responses.only("task_id", "response_id", "position", "response__text")
    return tasks.select_related("item", "round").prefetch_related(Prefetch("task_responses", queryset=responses))


def _again(pk: int, task: Task, values: dict[str, Any]) -> Assignment:
    Assignment.objects.filter(pk=pk).update(**values)
    assignment = Assignment.objects.get(pk=pk)
    if assignment.metadata.pop(TAKEN_AWAY, None):
        assignment.save(update_fields=["metadata"])
    assignment.task = task
    return assignment
