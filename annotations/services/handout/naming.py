"""What a lead does with tasks: takes one from its holder, and gives one into named hands."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Assignment, Participation, Project, Rater, Task
from annotations.services.handout.giving import Found, assignment_give
from annotations.services.handout.holding import give_back, rater_locked
from annotations.services.handout.places import (
    TAKEN_AWAY,
    AssignmentRefused,
    AssignmentUnknown,
    place_claim,
    round_must_collect,
)
from annotations.services.retrying import retried

# Whoever is named by a lead may be elsewhere just now.
NAMED_LEASE = timedelta(days=1)
State = Assignment.State


@retried
@transaction.atomic
def assignment_reassign(*, assignment_id: int, project: Project, to: Rater | None, now: datetime) -> Assignment:
    """This function will take an open assignment from its rater: back to all, or with its place to a named one.

    It returns what the named rater holds, or the assignment that was taken back. A check or a repeat is only taken
    back: it was meant for nobody else.
    """
    named = _named_locked(project, to, beside=_holder(assignment_id)) if to else None
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("task__round", "rater")
    assignment = rows.filter(pk=assignment_id, task__round__project=project, variant="").first()
    if assignment is None:
        raise AssignmentUnknown(_("There is no such assignment in this project."))
    round_must_collect(assignment.task.round)
    if assignment.state != State.OPEN:
        raise AssignmentRefused(_("This task is not in anybody's hands any more, so it cannot be given to others."))
    if named is None:
        return _taken_away(assignment)
    if not assignment.holds_place:
        raise AssignmentRefused(_("This one was asked of this person alone. It can only be taken back."))
    before = _may_have(named, assignment.task)
    _taken_away(assignment)
    # The place is taken again at once, under the lock; the task now lies where its other places are met by all.
    place_claim(assignment.task_id)
    return _into_hands(named, assignment.task, before, now)


@retried
@transaction.atomic
def task_assign(*, task_id: int, project: Project, to: Rater, now: datetime) -> Assignment:
    """This function will give a free place of a task to a named person who has not had it, whoever it would come to."""
    named = _named_locked(project, to)
    task = Task.objects.select_related("round").filter(pk=task_id, round__project=project, gold=None).first()
    if task is None:
        raise AssignmentUnknown(_("There is no such task in this project."))
    round_must_collect(task.round)
    before = _may_have(named, task)
    if not place_claim(task.pk):
        raise AssignmentRefused(_("All places of this task have been taken meanwhile."))
    return _into_hands(named, task, before, now)


def _into_hands(named: Rater, task: Task, before: Assignment | None, now: datetime) -> Assignment:
    given = assignment_give(rater=named, found=Found(task.pk, before.pk if before else None), now=now)
    Assignment.objects.filter(pk=given.pk).update(lease_until=now + NAMED_LEASE)
    given.lease_until = now + NAMED_LEASE
    Participation.objects.get_or_create(round=task.round, rater=named)
    return given


def _holder(assignment_id: int) -> int | None:
    return Assignment.objects.filter(pk=assignment_id).values_list("rater_id", flat=True).first()


def _named_locked(project: Project, to: Rater, beside: int | None = None) -> Any:
    """The named rater, locked after the holder, or before, as their keys stand: two swaps at once cannot lock up."""
    locked = {pk: rater_locked(Rater(pk=pk)) for pk in sorted({to.pk, beside or to.pk})}
    named = locked[to.pk]
    if named.project_id != project.pk or named.kind != Rater.Kind.PERSON or named.pk == beside:
        raise AssignmentRefused(_("Name another person of this project."))
    if named.member_paused:
        raise AssignmentRefused(_("%(name)s is paused, so no work can be given to them.") % {"name": named.name})
    return named


def _may_have(rater: Rater, task: Task) -> Assignment | None:
    """Raises if the rater has had the task; one that the clock took from them may return."""
    had = Assignment.objects.select_for_update().filter(task=task, rater=rater, variant="", repeat=0).first()
    if had is not None and had.state != State.RETURNED:
        raise AssignmentRefused(_("%(name)s has had this task already. Name somebody else.") % {"name": rater.name})
    return had


def _taken_away(assignment: Assignment) -> Assignment:
    give_back(assignment, State.RETURNED)
    assignment.metadata = {**assignment.metadata, TAKEN_AWAY: True}
    assignment.save(update_fields=["state", "holds_place", "lease_until", "metadata"])
    return assignment
