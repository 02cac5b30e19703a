"""An assignment in the hands of its rater: given, kept, passed on, given back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from annotations.models import Assignment, Membership, Rater, Round
from annotations.prepared import PreparedSelect, integer
from annotations.services.errors import Invalid
from annotations.services.handout.drawing import Seeker, hand_out
from annotations.services.handout.giving import task_with_content
from annotations.services.handout.looking import Look
from annotations.services.handout.places import (
    LEASE,
    AssignmentRefused,
    assignment_locked,
    participation_add,
    place_regain,
    place_release,
    round_must_collect,
)
from annotations.services.retrying import retried

LONGEST_REASON = 500
# Leases that ran out and are returned while somebody waits for work.
RETURNED_AT_ONCE = 20
State = Assignment.State


class ReasonMissing(Invalid):
    """A skip says why."""


def assignment_next(*, rater: Rater, now: datetime, renew: bool = True) -> Assignment | None:
    """This function will give the rater's open assignment again, or hand out the next task; None if nothing waits.

    With `renew=False` an assignment whose lease still runs is given as it is, so that a repeated request gets a
    repeated answer. Where nothing waits, leases that have run out are looked for before the clock comes round to them:
    its sweep stands in line behind whatever long jobs the workers have.
    """
    given = _looked_through(rater, now, renew)
    if given is None and assignment_return_expired(now=now, project=rater.project_id, most=RETURNED_AT_ONCE):
        given = _looked_through(rater, now, renew)
    return given


def _looked_through(rater: Rater, now: datetime, renew: bool) -> Assignment | None:
    """What is given once the rater has looked everywhere, in as many transactions as it takes."""
    while True:
        given, weary = _next(rater, now, renew)
        if given is not None or not weary:
            return given


@retried
@transaction.atomic
def _next(rater: Rater, now: datetime, renew: bool) -> tuple[Assignment | None, bool]:
    """What the rater is given, and whether they have to look on in another transaction."""
    locked = rater_locked(rater)
    if locked.member_paused:
        return None, False
    if held := _resume(locked, now, renew):
        return held, False
    look = Look(locked.member_languages or [])
    return hand_out(Seeker(locked, locked.member_skills or [], look), now), look.weary


@retried
@transaction.atomic
def assignment_heartbeat(*, assignment_id: int, rater: Rater, now: datetime) -> Assignment:
    """This function will prolong the lease of an assignment that its rater is still looking at."""
    assignment = assignment_locked(assignment_id=assignment_id, rater=rater)
    round_must_collect(assignment.task.round)
    if assignment.state == State.RETURNED:
        place_regain(assignment)
    elif assignment.state != State.OPEN:
        raise AssignmentRefused(_("This assignment is not open any more."))
    assignment.state, assignment.lease_until = State.OPEN, now + LEASE
    assignment.save(update_fields=["state", "holds_place", "lease_until"])
    return assignment


@retried
@transaction.atomic
def assignment_skip(*, assignment_id: int, rater: Rater, reason: str, now: datetime) -> Assignment:
    """This function will give a task back to others, never to come to this rater again. Skipping twice is once."""
    if not reason.strip() or len(reason) > LONGEST_REASON or "\x00" in reason:
        raise ReasonMissing({"reason": _("Say in a few words why you skip it.")})
    assignment = assignment_locked(assignment_id=assignment_id, rater=rater)
    if assignment.state == State.SKIPPED:
        return assignment
    if assignment.state == State.DONE:
        raise AssignmentRefused(_("You have answered this already. Undo the answer to skip it."))
    give_back(assignment, State.SKIPPED)
    assignment.skip_reason = reason.strip()
    assignment.submitted_at, assignment.draft = now, None
    assignment.save(update_fields=["state", "holds_place", "lease_until", "skip_reason", "submitted_at", "draft"])
    participation_add(assignment, skipped=1)
    return assignment


def assignment_return_expired(*, now: datetime, project: int | None = None, most: int = 1000) -> int:
    """This function will give back the tasks of raters who fell silent, here or everywhere, and return how many."""
    expired = Assignment.objects.filter(state=State.OPEN, lease_until__lt=now)
    if project is not None:
        expired = expired.filter(task__round__project=project)
    ids = list(expired.order_by("lease_until").values_list("pk", flat=True)[:most])
    return sum(_returned(pk, now) for pk in ids)


def _rater_rows() -> QuerySet[Any]:
    membership = Membership.objects.filter(project=OuterRef("project"), user=OuterRef("user"))
    rows = Rater.objects.select_for_update(of=("self",)).annotate(
        member_paused=Coalesce(Subquery(membership.values("paused")), Value(value=False)),
        member_languages=Subquery(membership.values("languages")),
        member_skills=Subquery(membership.values("skills")),
    )
    return rows.filter(pk=integer("pk"))


def _open_rows() -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(rater=integer("rater"), state=State.OPEN, variant="")
    rows = rows.filter(task__round__state=Round.State.COLLECTING, task__round__paused=False)
    return rows.order_by("created_at", "pk")[:1]


_RATER = PreparedSelect(_rater_rows)
_OPEN = PreparedSelect(_open_rows)


def rater_locked(rater: Rater) -> Any:
    """The rater, locked, so that two tabs of one person get one assignment; and what their membership says."""
    [locked] = _RATER.all(pk=rater.pk)
    return locked


def _resume(rater: Rater, now: datetime, renew: bool) -> Assignment | None:
    """The rater's open assignment; the oldest first, which after an undo is the one undone."""
    assignment = _OPEN.first(rater=rater.pk)
    if assignment is None:
        return None
    assignment.task = task_with_content(assignment.task_id)
    if renew or assignment.lease_until is None or assignment.lease_until < now:
        # The sweep may have returned it in this moment; then it is drawn anew like any other.
        if not Assignment.objects.filter(pk=assignment.pk, state=State.OPEN).update(lease_until=now + LEASE):
            return None
        assignment.lease_until = now + LEASE
    return assignment


def _returned(assignment_id: int, now: datetime) -> bool:
    try:
        return _return_one(assignment_id, now)
    except AssignmentRefused:
        # The end of the order is taken by others again and again in this moment: the next sweep returns it.
        return False


@retried
@transaction.atomic
def _return_one(assignment_id: int, now: datetime) -> bool:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("task__round")
    assignment = rows.filter(pk=assignment_id, state=State.OPEN, lease_until__lt=now).first()
    if assignment is None:
        return False
    give_back(assignment, State.RETURNED)
    assignment.save(update_fields=["state", "holds_place", "lease_until"])
    return True


def give_back(assignment: Assignment, state: str) -> None:
    if assignment.holds_place:
        place_release(assignment.task)
    assignment.state, assignment.holds_place, assignment.lease_until = state, False, None
