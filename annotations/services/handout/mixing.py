"""Checks and repeats between the tasks. They look like any other task, and hold no place."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Subquery

from annotations.handout.order import generator
from annotations.handout.schedule import Turn
from annotations.models import Assignment, Gold, Rater, Round, Task
from annotations.services.handout.giving import Found

# A repeat asks for an answer of some time ago: the rater has judged others since, and is much the same person.
SOONEST, LATEST = 10, 50
# Checks read at once; a project has some dozens.
MOST_GOLDS = 500
PURPOSES = {Turn.TRAINING: [Gold.Purpose.TRAINING], Turn.GOLD: [Gold.Purpose.GOLD, Gold.Purpose.ATTENTION]}
State = Assignment.State


def gold_due(round: Round, rater: Rater, turn: Turn, languages: Sequence[str], place: int) -> Found | None:
    """This function will choose a known answer's task that the rater has not had; training in the leads' order."""
    own = Assignment.objects.filter(task=OuterRef("pk"), rater=rater, variant="", repeat=0)
    golds = Task.objects.filter(round=round, gold__active=True, gold__purpose__in=PURPOSES[turn])
    if languages:
        golds = golds.filter(item__language__in=["", *languages])
    golds = golds.filter(~Exists(own.exclude(state=State.RETURNED)))
    golds = golds.annotate(returned=Subquery(own.filter(state=State.RETURNED).values("pk")[:1]))
    found = list(golds.order_by("gold__position", "gold_id").values_list("pk", "returned")[:MOST_GOLDS])
    if turn == Turn.TRAINING:
        found = found[:1]
    return _one_of([Found(pk, returned, holds_place=False) for pk, returned in found], rater, "gold", round.seed, place)


def repeat_due(round: Round, rater: Rater, place: int) -> Found | None:
    """This function will choose an own answer of some time ago that was not asked again yet."""
    again = Assignment.objects.filter(task=OuterRef("task"), rater=rater, variant="", repeat=1)
    rows = Assignment.objects.filter(rater=rater, state=State.DONE, variant="")
    rows = rows.annotate(
        given_back=Subquery(again.filter(state=State.RETURNED).values("pk")[:1]),
        asked=Exists(again.exclude(state=State.RETURNED)),
    )
    # The slice is taken before the sieve, so that it costs the same after a hundred thousand answers.
    rows = rows.annotate(known=F("task__gold"))
    latest = rows.order_by("-submitted_at", "-pk").values_list(
        "task_id", "given_back", "asked", "repeat", "task__round_id", "known"
    )[SOONEST - 1 : LATEST]
    found = [
        Found(task, given_back, repeat=1, holds_place=False)
        for task, given_back, asked, repeat, of_round, known in latest
        if not asked and not repeat and of_round == round.pk and known is None
    ]
    return _one_of(found, rater, "repeat", round.seed, place)


def _one_of(found: Sequence[Found], rater: Rater, *parts: object) -> Found | None:
    """One by chance, but first what the clock took from the rater; locked, as it may be answered in this moment."""
    before = [one for one in found if one.returned is not None]
    chosen = generator(*parts, rater.pk).choice(before or found) if found else None
    if chosen and chosen.returned is not None and not _still_returned(chosen.returned):
        return None
    return chosen


def _still_returned(pk: int) -> bool:
    rows = Assignment.objects.select_for_update().filter(pk=pk, state=State.RETURNED)
    return len(rows.values_list("pk")) == 1
