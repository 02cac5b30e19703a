"""Stores what people say of their assignments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotations.models import Assignment, Rater
from annotations.prepared import PreparedUpdate, integer, slots_of
from annotations.selectors.answers import answer_raw, dimensions_of
from annotations.services.checks import Feedback, check_count, check_mark, check_recount, check_take_back, feedback_of
from annotations.services.errors import Refused
from annotations.services.handout import (
    LEASE,
    AssignmentUnknown,
    assignment_locked,
    participation_add,
    place_regain,
    repeats_return,
    round_must_collect,
)
from annotations.services.overlaps import overlap_reconsider
from annotations.services.retrying import retried
from annotations.services.saying import AnswerNotTaken, extras_read, said_read, said_write

__all__ = ["AnswerNotTaken", "AnswerRefused", "Submitted", "Undone", "answer_edit", "answer_submit", "answer_undo"]

State = Assignment.State
BALLOT = ("ranking", "rankings", "none_acceptable")
EXTRAS = ("comment", "flags", "rewrite", "seconds")
WRITTEN = ("state", "holds_place", "lease_until", "key", "submitted_at", "correct", "draft", *EXTRAS)
_WRITE = PreparedUpdate(
    lambda: Assignment.objects.filter(pk=integer("pk")), lambda: slots_of(Assignment, *WRITTEN)
)  # fmt: skip


class AnswerRefused(Refused):
    """The answer cannot be taken in the state that the assignment or the round is in."""


@dataclass(frozen=True)
class Submitted:
    """The stored answer, whether it stood already (the same key came again), and after training what was right."""

    assignment: Assignment
    repeated: bool
    feedback: Feedback | None = None


@dataclass(frozen=True)
class Undone:
    """The assignment, open again, and what had been said of it, in the shape in which it was sent."""

    assignment: Assignment
    previous: dict[str, Any]


@retried
@transaction.atomic
def answer_submit(
    *,
    assignment_id: int,
    rater: Rater,
    key: UUID,
    shown: Sequence[int],
    answer: Mapping[str, Any],
    now: datetime,
    comment: str = "",
    flags: Sequence[str] = (),
    rewrite: str = "",
    seconds: float | None = None,
) -> Submitted:
    """This function will store the answer of an assignment; the same key again gets the same answer.

    `answer` holds `scores`, or `ranking`, `rankings` and `none_acceptable`, as the task's kind asks.
    """
    assignment = assignment_locked(assignment_id=assignment_id, rater=rater)
    if assignment.state == State.DONE and assignment.key == key:
        return Submitted(assignment, repeated=True, feedback=feedback_of(assignment))
    _must_be_answerable(assignment, shown)
    dimensions = dimensions_of(assignment.task.round.project_id)
    said = said_read(assignment, dimensions, answer)
    extras = extras_read({"comment": comment, "flags": flags, "rewrite": rewrite, "seconds": seconds})
    if assignment.state == State.RETURNED:
        place_regain(assignment)
    assignment.state, assignment.lease_until = State.DONE, None
    assignment.key, assignment.submitted_at, assignment.draft = key, now, None
    assignment.correct = check_mark(assignment, dimensions, said)
    _set(assignment, extras)
    _write(assignment)
    said_write(assignment, dimensions, said)
    overlap_reconsider(assignment, dimensions, now=now)
    participation_add(assignment, done=1, seconds=assignment.seconds or 0)
    check_count(assignment, now=now)
    return Submitted(assignment, repeated=False, feedback=feedback_of(assignment))


@retried
@transaction.atomic
def answer_undo(*, assignment_id: int, rater: Rater, now: datetime) -> Undone:
    """This function will take back the rater's last answer and open its assignment again.

    What was said is gone from the answers; it is returned, so that the form can show it again.
    """
    assignment = assignment_locked(assignment_id=assignment_id, rater=rater)
    round_must_collect(assignment.task.round)
    last = Assignment.objects.filter(rater=rater, state=State.DONE, variant="", task__round__project=rater.project_id)
    if assignment.state != State.DONE or last.order_by("-submitted_at", "-pk").first() != assignment:
        raise AnswerRefused(_("Only your last answer can be undone. Earlier ones can be edited."))
    previous = answer_raw(assignment) | {name: getattr(assignment, name) for name in EXTRAS}
    # Before the totals: whoever answers the repeat in another tab holds it while they wait for the totals.
    repeats_return(assignment)
    participation_add(assignment, done=-1, seconds=-(assignment.seconds or 0))
    check_take_back(assignment)
    assignment.scores.all().delete()
    assignment.ballots.all().delete()
    assignment.state, assignment.key, assignment.submitted_at = State.OPEN, None, None
    assignment.lease_until, assignment.correct = now + LEASE, None
    assignment.save(update_fields=["state", "key", "submitted_at", "lease_until", "correct"])
    return Undone(assignment, previous)


@retried
@transaction.atomic
def answer_edit(*, assignment_id: int, rater: Rater, changes: Mapping[str, Any], now: datetime) -> Assignment:
    """This function will change the rater's own answer until the round closes; what is not given stays.

    `scores` and `rankings` are changed dimension by dimension; `ranking` or `none_acceptable` replaces the other.
    """
    assignment = assignment_locked(assignment_id=assignment_id, rater=rater)
    if assignment.state != State.DONE:
        raise AssignmentUnknown(_("You have no such answer."))
    round_must_collect(assignment.task.round)
    if not changes:
        return assignment
    dimensions = dimensions_of(assignment.task.round.project_id)
    said = said_read(assignment, dimensions, _merged(answer_raw(assignment), changes))
    extras = extras_read({name: changes[name] for name in EXTRAS if name in changes})
    before = assignment.seconds or 0
    _set(assignment, extras)
    assignment.edited_at = now
    assignment.save(update_fields=["edited_at", *extras])
    assignment.scores.all().delete()
    assignment.ballots.all().delete()
    said_write(assignment, dimensions, said)
    overlap_reconsider(assignment, dimensions, now=now)
    check_recount(assignment, check_mark(assignment, dimensions, said))
    participation_add(assignment, seconds=(assignment.seconds or 0) - before)
    return assignment


def _must_be_answerable(assignment: Assignment, shown: Sequence[int]) -> None:
    if assignment.state == State.DONE:
        raise AnswerRefused(_("You have answered this already. You can still edit that answer."))
    if assignment.state == State.SKIPPED:
        raise AnswerRefused(_("You have skipped this, so it went to others."))
    round_must_collect(assignment.task.round)
    if list(shown) != list(assignment.shown or []):
        raise AnswerRefused(
            _("This form shows other responses than you were given, perhaps in an old tab. Load the page again.")
        )


def _write(assignment: Assignment) -> None:
    try:
        _WRITE.run(pk=assignment.pk, **{name: getattr(assignment, name) for name in WRITTEN})
    except IntegrityError as error:
        raise AnswerRefused(_("This key belongs to another answer. Every answer needs a new one.")) from error


def _merged(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: changes[name] for name in ("scores", *BALLOT) if name in changes}
    if given.get("none_acceptable"):
        return given
    if before.get("none_acceptable") and ("ranking" in given or "rankings" in given):
        return given
    for name in ("scores", "rankings"):
        if isinstance(given.get(name), Mapping):
            given[name] = {**before.get(name, {}), **given[name]}
    return {**before, **given}


def _set(assignment: Assignment, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(assignment, name, value)
