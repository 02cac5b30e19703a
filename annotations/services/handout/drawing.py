"""Finds the next assignment of a rater: a check or a repeat where one is due, else the next task of their way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from annotations.handout.order import starting_point
from annotations.handout.policy import Policy
from annotations.handout.schedule import Standing, Turn, due, may_answer
from annotations.handout.spans import Span, span_key
from annotations.models import Assignment, Participation, Rater, Round, Task
from annotations.prepared import PreparedSelect, PreparedUpdate, integer, slots_of
from annotations.services.handout.giving import Found, assignment_give
from annotations.services.handout.looking import Look, look_beyond
from annotations.services.handout.mixing import gold_due, repeat_due


@dataclass(frozen=True)
class Seeker:
    """Who asks for work; `look` is how far they have looked in this transaction."""

    rater: Rater
    skills: Sequence[str]
    look: Look

    @property
    def languages(self) -> Sequence[str]:
        """The languages that they read; none named is all."""
        return self.look.languages


def hand_out(seeker: Seeker, now: datetime) -> Assignment | None:
    """This function will give the rater what is due in the first round that has work for them.

    None also where they grew weary of looking (`seeker.look`): how far they came is kept, and the next call goes on.
    """
    for round in _rounds(seeker.rater):
        found = _found(seeker, round)
        if found is not None:
            return assignment_give(rater=seeker.rater, found=found, now=now)
        if seeker.look.weary:
            return None
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
        task, span = look_beyond(span, seeker.look, top=round.top, round=round.pk, band=band, rater=seeker.rater.pk)
        spans[key] = [span.low, span.high]
        if task is not None or seeker.look.weary:
            return task
        later = Task.objects.filter(round=round, band__gt=band, taken__lt=F("overlap"))
        band = later.order_by("band").values_list("band", flat=True).first()
    return None


def _save_spans(rater: Rater, round: Any, spans: dict[str, list[int]]) -> None:
    if round.participation is None:
        Participation.objects.create(round_id=round.pk, rater=rater, spans=spans)
    elif spans != (round.spans or {}):
        _SPANS.run(pk=round.participation, spans=spans)


_ROUNDS = PreparedSelect(_round_rows)
_SPANS = PreparedUpdate(
    lambda: Participation.objects.filter(pk=integer("pk")), lambda: slots_of(Participation, "spans")
)
