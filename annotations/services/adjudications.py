"""Tasks on which raters part, and what a reviewer decides of them.

A decision is an assignment of the reviewer with a variant of its own. It holds no place, counts for nobody and
changes no figure: it stands beside what the raters said. A reviewer who is one of them may decide all the same, as
small teams have no other; whoever shows the task tells them so.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Adjudication, Assignment, Rater, Round, Task, User
from annotations.selectors.answers import dimensions_of
from annotations.services.errors import Invalid, Refused
from annotations.services.retrying import retried
from annotations.services.saying import LONGEST_TEXT, said_read, said_write

State = Adjudication.State
Reason = Adjudication.Reason


class AdjudicationRefused(Refused):
    """The task or its adjudication is not in a state for it."""


class AdjudicationInvalid(Invalid):
    """The note cannot be kept."""


@retried
@transaction.atomic
def adjudication_open(*, task: Task, now: datetime, reason: str = Reason.ASKED) -> Adjudication:
    """This function will put a task before the reviewers. One that stands there already stays as it is."""
    if task.gold_id is not None:
        raise AdjudicationRefused(_("The right answer to this task is known: it is a check."))
    if task.round.state == Round.State.CANCELLED:
        raise AdjudicationRefused(_("The round was cancelled, so there is nothing to decide."))
    found, created = Adjudication.objects.get_or_create(task=task, defaults={"reason": reason, "created_at": now})
    if not created and found.state != State.OPEN:
        raise AdjudicationRefused(_("A reviewer has dealt with this task already. You can open it again."))
    return found


@retried
@transaction.atomic
def adjudication_settle(
    *,
    adjudication: Adjudication,
    rater: Rater,
    user: User,
    shown: Sequence[int],
    answer: Mapping[str, Any],
    note: str = "",
    now: datetime,
) -> Adjudication:
    """This function will store a reviewer's decision, an answer like any other; AnswerNotTaken names its faults.

    A task that was opened again keeps its earlier decision until the new one stands.
    """
    locked = _locked(adjudication, State.OPEN)
    _note_must_fit(note)
    _must_show(locked.task, shown)
    earlier, dimensions = locked.decision, dimensions_of(locked.task.round.project_id)
    decision = Assignment(
        task=locked.task,
        rater=rater,
        variant=Assignment.ADJUDICATION,
        state=Assignment.State.DONE,
        shown=list(shown),
        created_at=now,
        submitted_at=now,
    )
    said = said_read(decision, dimensions, answer)
    if earlier is not None:
        earlier.delete()
    decision.save()
    said_write(decision, dimensions, said)
    return _ended(locked, State.SETTLED, decision=decision, note=note, user=user, now=now)


@retried
@transaction.atomic
def adjudication_dismiss(*, adjudication: Adjudication, user: User, now: datetime, note: str = "") -> Adjudication:
    """This function will end an adjudication without a decision: what the raters said stands as it is."""
    locked = _locked(adjudication, State.OPEN)
    _note_must_fit(note)
    if locked.decision is not None:
        locked.decision.delete()
    return _ended(locked, State.DISMISSED, decision=None, note=note, user=user, now=now)


@retried
@transaction.atomic
def adjudication_reopen(*, adjudication: Adjudication) -> Adjudication:
    """This function will put a settled or dismissed task before the reviewers again, its decision still beside it."""
    locked = _locked(adjudication, State.SETTLED, State.DISMISSED)
    locked.state, locked.settled_at, locked.settled_by = State.OPEN, None, None
    locked.save(update_fields=["state", "settled_at", "settled_by"])
    return locked


def _locked(adjudication: Adjudication, *states: str) -> Adjudication:
    rows = Adjudication.objects.select_for_update(of=("self",)).select_related("task__round", "decision")
    locked = rows.get(pk=adjudication.pk)
    if locked.state not in states:
        if locked.state == State.OPEN:
            raise AdjudicationRefused(_("This task still waits for a reviewer."))
        raise AdjudicationRefused(_("Somebody has dealt with this task meanwhile. You can open it again."))
    return locked


def _must_show(task: Task, shown: Sequence[int]) -> None:
    if sorted(shown) != sorted(task.task_responses.values_list("response_id", flat=True)):
        raise AdjudicationRefused(_("This form shows other responses than the task has. Load the page again."))


def _note_must_fit(note: str) -> None:
    if len(note) > LONGEST_TEXT:
        raise AdjudicationInvalid({"note": _("The text is longer than %(most)d characters.") % {"most": LONGEST_TEXT}})
    if "\x00" in note:
        raise AdjudicationInvalid({"note": _("The text has a null character in it, which cannot be stored.")})


def _ended(
    locked: Adjudication, state: str, *, decision: Assignment | None, note: str, user: User, now: datetime
) -> Adjudication:
    locked.state, locked.decision, locked.note = state, decision, note.strip()
    locked.settled_at, locked.settled_by = now, user
    locked.save(update_fields=["state", "decision", "note", "settled_at", "settled_by"])
    return locked
