"""Hands tasks to raters. Only this module writes `Task.taken`.

A place of a task is taken by one conditional update, so that two people who press "next" at once never get a
surplus assignment on either database. Locks are always taken in the order rater, assignment, task,
participation; whatever returns several tasks does so in a transaction each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from annotations.handout.order import shuffled, starting_point
from annotations.handout.spans import Span, span_key
from annotations.models import Assignment, Membership, Participation, Rater, Round, Task, TaskResponse
from annotations.services.errors import Invalid, Refused, Unknown

LEASE = timedelta(minutes=30)
# Open tasks read at once: the first is nearly always free, the rest are there for races.
LOOK_AHEAD = 8
LONGEST_REASON = 500
TAIL_ATTEMPTS = 20
State = Assignment.State


class AssignmentUnknown(Unknown):
    """No such assignment of this rater."""


class AssignmentRefused(Refused):
    """The assignment is no longer in the rater's hands."""


class ReasonMissing(Invalid):
    """A skip says why."""


@dataclass(frozen=True)
class Seeker:
    """Who asks for work."""

    rater: Rater
    languages: Sequence[str]


@transaction.atomic
def assignment_next(*, rater: Rater, now: datetime, renew: bool = True) -> Assignment | None:
    """This function will give the rater's open assignment again, or hand out the next task; None if nothing waits.

    With `renew=False` an assignment whose lease still runs is given as it is, so that a repeated request gets a
    repeated answer.
    """
    locked = _rater_locked(rater)
    if locked.member_paused:
        return None
    return _resume(locked, now, renew) or _hand_out(Seeker(locked, locked.member_languages or []), now)


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
    _give_back(assignment, State.SKIPPED)
    assignment.skip_reason = reason.strip()
    assignment.submitted_at = now
    assignment.save(update_fields=["state", "holds_place", "lease_until", "skip_reason", "submitted_at"])
    participation_add(assignment, skipped=1)
    return assignment


def assignment_return_expired(*, now: datetime, most: int = 1000) -> int:
    """This function will give back the tasks of raters who fell silent, and return how many."""
    expired = Assignment.objects.filter(state=State.OPEN, lease_until__lt=now, holds_place=True)
    ids = list(expired.order_by("lease_until").values_list("pk", flat=True)[:most])
    return sum(_return_one(pk, now) for pk in ids)


def assignment_locked(*, assignment_id: int, rater: Rater) -> Assignment:
    """This function will fetch and lock an assignment of the rater, with its task and round; others' are unknown."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("task__round", "rater")
    try:
        return rows.get(pk=assignment_id, rater=rater, variant="")
    except Assignment.DoesNotExist as error:
        raise AssignmentUnknown(_("You have no such assignment.")) from error


def round_must_collect(round: Round) -> None:
    """This function will raise unless the round still collects answers."""
    if round.state != Round.State.COLLECTING:
        raise AssignmentRefused(_("The round does not collect answers any more. Thank you for the work you put in."))


def place_regain(assignment: Assignment) -> None:
    """This function will take a place again for a returned assignment, or raise if others have filled them."""
    if not _claim(assignment.task_id):
        raise AssignmentRefused(
            _("Your time for this one ran out and somebody else has answered it meanwhile. Nothing is needed from you.")
        )
    assignment.holds_place = True


def participation_add(assignment: Assignment, *, done: int = 0, skipped: int = 0, seconds: float = 0) -> None:
    """This function will add to the running totals of a rater in a round."""
    Participation.objects.filter(round=assignment.task.round, rater=assignment.rater_id).update(
        done=F("done") + done, skipped=F("skipped") + skipped, seconds=F("seconds") + seconds
    )


def with_content(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Tasks with all that is shown of them."""
    responses = TaskResponse.objects.select_related("response").order_by("position")
    responses = responses.only("task_id", "response_id", "position", "response__text")
    return tasks.select_related("item", "round").prefetch_related(Prefetch("task_responses", queryset=responses))


def _rater_locked(rater: Rater) -> Any:
    """The rater, locked, so that two tabs of one person get one assignment; and what their membership says."""
    membership = Membership.objects.filter(project=OuterRef("project"), user=OuterRef("user"))
    rows = Rater.objects.select_for_update(of=("self",)).annotate(
        member_paused=Coalesce(Subquery(membership.values("paused")), Value(value=False)),
        member_languages=Subquery(membership.values("languages")),
    )
    return rows.get(pk=rater.pk)


def _resume(rater: Rater, now: datetime, renew: bool) -> Assignment | None:
    """The rater's open assignment; the oldest first, which after an undo is the one undone."""
    rows = Assignment.objects.filter(rater=rater, state=State.OPEN, variant="")
    rows = rows.filter(task__round__state=Round.State.COLLECTING, task__round__paused=False)
    tasks = with_content(Task.objects.all())
    assignment = rows.order_by("created_at", "pk").prefetch_related(Prefetch("task", queryset=tasks)).first()
    if assignment is None:
        return None
    if renew or assignment.lease_until is None or assignment.lease_until < now:
        # The sweep may have returned it in this moment; then it is drawn anew like any other.
        if not Assignment.objects.filter(pk=assignment.pk, state=State.OPEN).update(lease_until=now + LEASE):
            return None
        assignment.lease_until = now + LEASE
    return assignment


def _hand_out(seeker: Seeker, now: datetime) -> Assignment | None:
    for round in _rounds(seeker.rater):
        spans = dict(round.spans or {})
        task = _draw(seeker, round, spans)
        _save_spans(seeker.rater, round, spans)
        if task is not None:
            return _assign(seeker.rater, task, now)
    return None


def _rounds(rater: Rater) -> Iterable[Any]:
    """Rounds that collect, each with its last place, its first band with open tasks, and the rater's spans.

    The last place is read before the tasks are: one that comes back in between lies beyond it.
    """
    tasks = Task.objects.filter(round=OuterRef("pk"))
    own = Participation.objects.filter(round=OuterRef("pk"), rater=rater)
    rows = Round.objects.filter(project=rater.project_id, state=Round.State.COLLECTING, paused=False)
    return rows.order_by("number").annotate(
        top=Subquery(tasks.order_by("-seq").values("seq")[:1]),
        first_band=Subquery(tasks.filter(taken__lt=F("overlap")).order_by("band").values("band")[:1]),
        spans=Subquery(own.values("spans")),
        participation=Subquery(own.values("pk")),
    )


def _draw(seeker: Seeker, round: Any, spans: dict[str, list[int]]) -> Any | None:
    """Claims the first open task beyond the rater's span, band by band, and extends the span as far as it looked."""
    band = round.first_band
    while band is not None:
        key = span_key(band, seeker.languages)
        start = starting_point(round.top, "start", round.seed, seeker.rater.pk)
        span = Span(*spans[key]) if key in spans else Span.empty_at(start)
        task, span = _draw_beyond(seeker, round, band, span)
        spans[key] = [span.low, span.high]
        if task is not None:
            return task
        later = Task.objects.filter(round=round, band__gt=band, taken__lt=F("overlap"))
        band = later.order_by("band").values_list("band", flat=True).first()
    return None


def _draw_beyond(seeker: Seeker, round: Any, band: int, span: Span) -> tuple[Any | None, Span]:
    """Upwards to the end, then downwards to the beginning."""
    tasks = _open_tasks(seeker, round, band)
    while found := list(tasks.filter(seq__gt=span.high).order_by("seq")[:LOOK_AHEAD]):
        for task in found:
            span = span.over(task.seq)
            if _take(task):
                return task, span
    span = span.over(round.top) if span.high < round.top else span
    while found := list(tasks.filter(seq__lt=span.low).order_by("-seq")[:LOOK_AHEAD]):
        for task in found:
            span = span.over(task.seq)
            if _take(task):
                return task, span
    return None, span.done_below


def _open_tasks(seeker: Seeker, round: Round, band: int) -> QuerySet[Task]:
    """Tasks of a band with a free place that the rater may get: never seen, or given back by the clock alone."""
    own = Assignment.objects.filter(task=OuterRef("pk"), rater=seeker.rater, variant="", repeat=0)
    tasks = Task.objects.filter(round=round, band=band, taken__lt=F("overlap"))
    tasks = tasks.filter(~Exists(own.exclude(state=State.RETURNED)))
    tasks = tasks.annotate(returned=Subquery(own.filter(state=State.RETURNED).values("pk")[:1]))
    if seeker.languages:
        tasks = tasks.filter(item__language__in=["", *seeker.languages])
    return tasks.only("pk", "seq")


def _take(task: Any) -> bool:
    """Claims a place. An assignment that comes back to its rater is locked first, as everywhere."""
    if task.returned is None:
        return _claim(task.pk)
    returned = Assignment.objects.select_for_update().filter(pk=task.returned, state=State.RETURNED)
    return len(returned.values_list("pk")) == 1 and _claim(task.pk)


def _claim(task_id: int) -> bool:
    return Task.objects.filter(pk=task_id, taken__lt=F("overlap")).update(taken=F("taken") + 1) == 1


def _assign(rater: Rater, found: Any, now: datetime) -> Assignment:
    task = with_content(Task.objects.filter(pk=found.pk)).get()
    values: dict[str, Any] = {"state": State.OPEN, "holds_place": True, "lease_until": now + LEASE}
    if found.returned is not None:
        Assignment.objects.filter(pk=found.returned).update(**values)
        assignment = Assignment.objects.get(pk=found.returned)
        assignment.task = task
        return assignment
    responses = [row.response_id for row in task.task_responses.all()]
    shown = shuffled(responses, "shown", task.round.seed, rater.pk, task.item_id, task.pk)
    return Assignment.objects.create(task=task, rater=rater, shown=shown, created_at=now, **values)


def _save_spans(rater: Rater, round: Any, spans: dict[str, list[int]]) -> None:
    if spans == (round.spans or {}):
        return
    if round.participation is None:
        Participation.objects.create(round_id=round.pk, rater=rater, spans=spans)
    else:
        Participation.objects.filter(pk=round.participation).update(spans=spans)


@transaction.atomic
def _return_one(assignment_id: int, now: datetime) -> bool:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("task__round")
    assignment = rows.filter(pk=assignment_id, state=State.OPEN, lease_until__lt=now).first()
    if assignment is None:
        return False
    _give_back(assignment, State.RETURNED)
    assignment.save(update_fields=["state", "holds_place", "lease_until"])
    return True


def _give_back(assignment: Assignment, state: str) -> None:
    if assignment.holds_place:
        _release(assignment.task)
    assignment.state, assignment.holds_place, assignment.lease_until = state, False, None


def _release(task: Task) -> None:
    """Frees a place, and puts the task behind all others, where no rater has looked yet."""
    last = Task.objects.filter(round=task.round_id).order_by("-seq").values("seq")[:1]
    for _attempt in range(TAIL_ATTEMPTS):
        try:
            with transaction.atomic():
                Task.objects.filter(pk=task.pk, taken__gt=0).update(
                    taken=F("taken") - 1, seq=Coalesce(Subquery(last), Value(0)) + 1
                )
        except IntegrityError:
            # Another task came back in the same moment and has that place; the next one is free.
            continue
        return
    raise AssignmentRefused(_("Too much is going on at once. Try again in a moment."))
