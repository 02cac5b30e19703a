"""Finds the next assignment of a rater: a check or a repeat where one is due, else the next task of their way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from annotations.handout.order import starting_point
from annotations.handout.policy import Policy
from annotations.handout.schedule import Standing, Turn, due, may_answer
from annotations.handout.spans import Span, span_key
from annotations.models import Assignment, Item, Participation, Rater, Round, Task
from annotations.prepared import PreparedSelect, PreparedUpdate, Slot, integer, slots_of
from annotations.services.handout.giving import Found, assignment_give
from annotations.services.handout.mixing import gold_due, repeat_due
from annotations.services.handout.places import place_claim

# Open tasks read at once: the first is nearly always free, the rest are there for races.
LOOK_AHEAD = 8
State = Assignment.State


@dataclass(frozen=True)
class Seeker:
    """Who asks for work."""

    rater: Rater
    languages: Sequence[str]
    skills: Sequence[str]


def hand_out(seeker: Seeker, now: datetime) -> Assignment | None:
    """This function will give the rater what is due in the first round that has work for them."""
    for round in _rounds(seeker.rater):
        found = _found(seeker, round)
        if found is not None:
            return assignment_give(rater=seeker.rater, found=found, now=now)
    return None


def _found(seeker: Seeker, round: Any) -> Found | None:
    if round.policy:
        policy = Policy.read(round.policy)
        if not may_answer(policy, done=round.done or 0, skills=seeker.skills):
            return None
        if mixed_in := _mixed_in(seeker, round, policy):
            return mixed_in
    spans = dict(round.spans or {})
    task = _draw(seeker, round, spans)
    _save_spans(seeker.rater, round, spans)
    return Found(task.pk, task.returned) if task is not None else None


def _mixed_in(seeker: Seeker, round: Any, policy: Policy) -> Found | None:
    """The check or the repeat that is due; none in a round without open tasks, which may be closing."""
    if round.first_band is None:
        return None
    standing = Standing(done=round.done or 0, skipped=round.skipped or 0)
    for turn in due(policy, round.seed, seeker.rater.pk, standing):
        found = None
        if turn in (Turn.TRAINING, Turn.GOLD):
            found = gold_due(round, seeker.rater, turn, seeker.languages, standing.place)
        elif turn == Turn.REPEAT:
            found = repeat_due(round, seeker.rater, standing.place)
        if found is not None:
            _save_spans(seeker.rater, round, dict(round.spans or {}))
            return found
    return None


def _rounds(rater: Rater) -> Iterable[Any]:
    """Rounds that collect, each with its last place, its first band with open tasks, and the rater's spans.

    The last place is read before the tasks are: one that comes back in between lies beyond it.
    """
    return _ROUNDS.all(project=rater.project_id, rater=rater.pk)


def _round_rows() -> QuerySet[Any]:
    tasks = Task.objects.filter(round=OuterRef("pk"))
    own = Participation.objects.filter(round=OuterRef("pk"), rater=integer("rater"))
    rows = Round.objects.filter(project=integer("project"), state=Round.State.COLLECTING, paused=False)
    return rows.order_by("number").annotate(
        top=Subquery(tasks.order_by("-seq").values("seq")[:1]),
        first_band=Subquery(tasks.filter(taken__lt=F("overlap")).order_by("band").values("band")[:1]),
        spans=Subquery(own.values("spans")),
        participation=Subquery(own.values("pk")),
        done=Subquery(own.values("done")),
        skipped=Subquery(own.values("skipped")),
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
    above, below = _open_tasks(len(seeker.languages))
    given = {"round": round.pk, "band": band, "rater": seeker.rater.pk, **_numbered(seeker.languages)}
    while found := above.all(place=span.high, **given):
        for task in found:
            span = span.over(task.seq)
            if _take(task):
                return task, span
    span = span.over(round.top) if span.high < round.top else span
    while found := below.all(place=span.low, **given):
        for task in found:
            span = span.over(task.seq)
            if _take(task):
                return task, span
    return None, span.done_below


@cache
def _open_tasks(languages: int) -> tuple[PreparedSelect[Any], PreparedSelect[Any]]:
    """The next above a place and below it, for a rater of so many languages."""
    return (
        PreparedSelect(lambda: _open_rows(languages).filter(seq__gt=integer("place")).order_by("seq")[:LOOK_AHEAD]),
        PreparedSelect(lambda: _open_rows(languages).filter(seq__lt=integer("place")).order_by("-seq")[:LOOK_AHEAD]),
    )


def _open_rows(languages: int) -> QuerySet[Task]:
    """Tasks of a band with a free place that the rater may get: never seen, or given back by the clock alone."""
    own = Assignment.objects.filter(task=OuterRef("pk"), rater=integer("rater"), variant="", repeat=0)
    tasks = Task.objects.filter(round=integer("round"), band=integer("band"), taken__lt=F("overlap"))
    tasks = tasks.filter(~Exists(own.exclude(state=State.RETURNED)))
    tasks = tasks.annotate(returned=Subquery(own.filter(state=State.RETURNED).values("pk")[:1]))
    if languages:
        field = Item._meta.get_field("language")
        wanted = [Slot(name, field) for name in _numbered([""] * languages)]
        tasks = tasks.filter(item__language__in=["", *wanted])
    return tasks.only("pk", "seq")


def _numbered(languages: Sequence[str]) -> dict[str, str]:
    return {f"language{number}": language for number, language in enumerate(languages)}


def _take(task: Any) -> bool:
    """Claims a place. An assignment that comes back to its rater is locked first, as everywhere."""
    if task.returned is None:
        return place_claim(task.pk)
    returned = Assignment.objects.select_for_update().filter(pk=task.returned, state=State.RETURNED)
    return len(returned.values_list("pk")) == 1 and place_claim(task.pk)


def _save_spans(rater: Rater, round: Any, spans: dict[str, list[int]]) -> None:
    if round.participation is None:
        Participation.objects.create(round_id=round.pk, rater=rater, spans=spans)
    elif spans != (round.spans or {}):
        _SPANS.run(pk=round.participation, spans=spans)


_ROUNDS = PreparedSelect(_round_rows)
_SPANS = PreparedUpdate(
    lambda: Participation.objects.filter(pk=integer("pk")), lambda: slots_of(Participation, "spans")
)
