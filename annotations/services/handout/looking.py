"""Looks along the tasks of a band for one with a free place, and takes it.

Whoever reads all languages finds the next task where they look. Whoever reads some of them may have far to go, so they
look at stretches, each twice as long as the last, and keep how far they came after so many places: no transaction is
long, no place is looked at again, and what a rater finds costs on the whole no more than one look along the round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from annotations.handout.spans import Span
from annotations.models import Assignment, Item, Task
from annotations.prepared import PreparedSelect, Slot, integer
from annotations.services.handout.places import place_claim

# Open tasks read at once: the first is nearly always free, the rest are there for races.
LOOK_AHEAD = 8
# Places of the first stretch, and of all stretches of one transaction, for whoever reads some languages only.
FIRST_STRETCH, MOST_PLACES = 256, 50_000
# For whoever reads all languages, a stretch without end.
ENDLESS = 2**60
State = Assignment.State


@dataclass
class Look:
    """How a rater looks: in which languages (none named is all), and over how many places in this transaction yet."""

    languages: Sequence[str]
    places: int = 0

    @property
    def weary(self) -> bool:
        """Whether that is enough for one transaction."""
        return self.places >= MOST_PLACES

    @property
    def stretch(self) -> int:
        """How many places are looked at first."""
        return FIRST_STRETCH if self.languages else ENDLESS

    def past(self, places: int) -> bool:
        """Nothing was found in so many places; whether that is enough."""
        self.places += places
        return self.weary


def look_beyond(span: Span, look: Look, *, top: int, **where: int) -> tuple[Any | None, Span]:
    """This function will take the next task beyond a span: upwards to the end, then downwards to the beginning.

    `where` names the round, the band and the rater. It returns the task, None if there is none (or `look` is weary),
    and the span as far as it has looked.
    """
    given = {**where, **_numbered(look.languages)}
    task, span = _upwards(span, look, top, given)
    if task is not None or look.weary:
        return task, span
    return _downwards(span, look, given)


def _upwards(span: Span, look: Look, top: int, given: dict[str, Any]) -> tuple[Any | None, Span]:
    above, _below = _open_tasks(len(look.languages))
    stretch = look.stretch
    while True:
        until = span.high + stretch
        found = above.all(place=span.high, until=until, **given)
        task, span = _first_taken(found, span)
        if task is not None:
            return task, span
        if not found:
            if until >= top:
                return None, span.over(top) if span.high < top else span
            span = span.over(until)
            if look.past(stretch):
                return None, span
            stretch *= 2


def _downwards(span: Span, look: Look, given: dict[str, Any]) -> tuple[Any | None, Span]:
    _above, below = _open_tasks(len(look.languages))
    stretch = look.stretch
    while True:
        until = span.low - stretch
        found = below.all(place=span.low, until=until, **given)
        task, span = _first_taken(found, span)
        if task is not None:
            return task, span
        if not found:
            if until <= 1:
                return None, span.done_below
            span = span.over(until)
            if look.past(stretch):
                return None, span
            stretch *= 2


def _first_taken(found: Sequence[Any], span: Span) -> tuple[Any | None, Span]:
    """The first task of these whose place can be had, and the span over all that were tried."""
    for task in found:
        span = span.over(task.seq)
        if _take(task):
            return task, span
    return None, span


@cache
def _open_tasks(languages: int) -> tuple[PreparedSelect[Any], PreparedSelect[Any]]:
    """The next above a place and below it, as far as another, for a rater of so many languages."""
    above = {"seq__gt": integer("place"), "seq__lte": integer("until")}
    below = {"seq__lt": integer("place"), "seq__gte": integer("until")}
    return (
        PreparedSelect(lambda: _open_rows(languages).filter(**above).order_by("seq")[:LOOK_AHEAD]),
        PreparedSelect(lambda: _open_rows(languages).filter(**below).order_by("-seq")[:LOOK_AHEAD]),
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
