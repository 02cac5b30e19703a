"""Stores what people say of their assignments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.handout.answer import Answer, AnswerInvalid, read_answer
from annotations.models import Assignment, Ballot, Dimension, Rater, Score
from annotations.selectors.answers import answer_raw, dimensions_of, question_of
from annotations.services.answer_words import sentences
from annotations.services.errors import Invalid, Refused
from annotations.services.handout import (
    LEASE,
    AssignmentUnknown,
    assignment_locked,
    participation_add,
    place_regain,
    round_must_collect,
)

State = Assignment.State
LONGEST_TEXT = 100_000
MOST_FLAGS = 20
LONGEST_FLAG = 100
LONGEST_SECONDS = 24 * 3600
BALLOT = ("ranking", "rankings", "none_acceptable")
EXTRAS = ("comment", "flags", "rewrite", "seconds")


class AnswerRefused(Refused):
    """The answer cannot be taken in the state that the assignment or the round is in."""


class AnswerNotTaken(Invalid):
    """The answer has faults; `fields` names them."""


@dataclass(frozen=True)
class Submitted:
    """The stored answer, and whether it stood already (the same key came again)."""

    assignment: Assignment
    repeated: bool


@dataclass(frozen=True)
class Undone:
    """The assignment, open again, and what had been said of it, in the shape in which it was sent."""

    assignment: Assignment
    previous: dict[str, Any]


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
        return Submitted(assignment, repeated=True)
    _must_be_answerable(assignment, key, shown)
    dimensions = dimensions_of(assignment.task.round.project_id)
    said = _read(assignment, dimensions, answer)
    extras = _extras({"comment": comment, "flags": flags, "rewrite": rewrite, "seconds": seconds})
    if assignment.state == State.RETURNED:
        place_regain(assignment)
    assignment.state, assignment.lease_until = State.DONE, None
    assignment.key, assignment.submitted_at = key, now
    _set(assignment, extras)
    assignment.save(update_fields=["state", "holds_place", "lease_until", "key", "submitted_at", *extras])
    _store(assignment, dimensions, said)
    participation_add(assignment, done=1, seconds=assignment.seconds or 0)
    return Submitted(assignment, repeated=False)


@transaction.atomic
def answer_undo(*, assignment_id: int, rater: Rater, now: datetime) -> Undone:
    """This function will take back the rater's last answer and open its assignment again.

    What was said is gone from the answers; it is returned, so that the form can show it again.
    """
    assignment = assignment_locked(assignment_id=assignment_id, rater=rater)
    round_must_collect(assignment.task.round)
    last = Assignment.objects.filter(rater=rater, state=State.DONE, task__round__project=rater.project_id)
    if assignment.state != State.DONE or last.order_by("-submitted_at", "-pk").first() != assignment:
        raise AnswerRefused(_("Only your last answer can be undone. Earlier ones can be edited."))
    previous = answer_raw(assignment) | {name: getattr(assignment, name) for name in EXTRAS}
    participation_add(assignment, done=-1, seconds=-(assignment.seconds or 0))
    assignment.scores.all().delete()
    assignment.ballots.all().delete()
    assignment.state, assignment.key, assignment.submitted_at = State.OPEN, None, None
    assignment.lease_until = now + LEASE
    assignment.save(update_fields=["state", "key", "submitted_at", "lease_until"])
    return Undone(assignment, previous)


@transaction.atomic
def answer_edit(*, assignment_id: int, rater: Rater, changes: Mapping[str, Any], now: datetime) -> Assignment:
    """This function will change the rater's own answer until the round closes; what is not given stays.

    `scores` and `rankings` are changed dimension by dimension; `ranking` or `none_acceptable` replaces the other.
    """
    assignment = assignment_locked(assignment_id=assignment_id, rater=rater)
    if assignment.state != State.DONE:
        raise AssignmentUnknown(_("You have no such answer."))
    round_must_collect(assignment.task.round)
    dimensions = dimensions_of(assignment.task.round.project_id)
    said = _read(assignment, dimensions, _merged(answer_raw(assignment), changes))
    extras = _extras({name: changes[name] for name in EXTRAS if name in changes})
    before = assignment.seconds or 0
    _set(assignment, extras)
    assignment.edited_at = now
    assignment.save(update_fields=["edited_at", *extras])
    assignment.scores.all().delete()
    assignment.ballots.all().delete()
    _store(assignment, dimensions, said)
    participation_add(assignment, seconds=(assignment.seconds or 0) - before)
    return assignment


def _must_be_answerable(assignment: Assignment, key: UUID, shown: Sequence[int]) -> None:
    if assignment.state == State.DONE:
        raise AnswerRefused(_("You have answered this already. You can still edit that answer."))
    if assignment.state == State.SKIPPED:
        raise AnswerRefused(_("You have skipped this, so it went to others."))
    round_must_collect(assignment.task.round)
    if list(shown) != list(assignment.shown or []):
        raise AnswerRefused(
            _("This form shows other responses than you were given, perhaps in an old tab. Load the page again.")
        )
    if Assignment.objects.filter(key=key).exists():
        raise AnswerRefused(_("This key belongs to another answer. Every answer needs a new one."))


def _read(assignment: Assignment, dimensions: Sequence[Dimension], raw: Mapping[str, Any]) -> Answer:
    try:
        return read_answer(question_of(assignment, dimensions), raw)
    except AnswerInvalid as error:
        raise AnswerNotTaken(sentences(error.faults)) from error


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


def _extras(given: Mapping[str, Any]) -> dict[str, Any]:
    """What stands beside the answer, checked."""
    faults = {}
    for name in ("comment", "rewrite"):
        if len(given.get(name, "")) > LONGEST_TEXT:
            faults[name] = _("The text is longer than %(most)d characters.") % {"most": LONGEST_TEXT}
        elif "\x00" in given.get(name, ""):
            faults[name] = _("The text has a null character in it, which cannot be stored.")
    flags = given.get("flags", ())
    if len(flags) > MOST_FLAGS or any(len(flag) > LONGEST_FLAG or "\x00" in flag for flag in flags):
        faults["flags"] = _("At most %(most)d flags of a few words each.") % {"most": MOST_FLAGS}
    seconds = given.get("seconds")
    if seconds is not None and not 0 <= seconds <= LONGEST_SECONDS:
        faults["seconds"] = _("The time on a task lies between 0 and a day, in seconds.")
    if faults:
        raise AnswerNotTaken(faults)
    return {name: list(value) if name == "flags" else value for name, value in given.items()}


def _set(assignment: Assignment, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(assignment, name, value)


def _store(assignment: Assignment, dimensions: Sequence[Dimension], said: Answer) -> None:
    by_name = {dimension.name: dimension for dimension in dimensions}
    if said.marks:
        Score.objects.bulk_create(
            Score(
                assignment=assignment,
                dimension=by_name[name],
                value=mark.value,
                code=mark.code,
                not_applicable=mark.not_applicable,
            )
            for name, mark in said.marks.items()
        )
    ballots = [
        Ballot(assignment=assignment, dimension=by_name.get(name), ranking=ranking)
        for name, ranking in said.rankings.items()
    ]
    if said.none_acceptable:
        ballots.append(Ballot(assignment=assignment, none_acceptable=True))
    if ballots:
        Ballot.objects.bulk_create(ballots)
