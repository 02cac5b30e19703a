"""What people did beside answering: tasks they skipped, and how they fared on checks."""

from __future__ import annotations

from django.db.models import Count, QuerySet, Sum

from annotations.models import Assignment, Gold, Rater, Round
from annotations.selectors.counted import counted
from ranking.selectors.answers import Beside

State = Assignment.State


def beside_load(rounds: QuerySet[Round], raters: dict[int, int], done: dict[tuple[int, str], int]) -> Beside:
    """People's skips and checks in the rounds; `raters` gives the place of each rater's key, `done` how many tasks
    each answered here by (place, kind), which are too many to be counted once more.

    All of a rater's answers to checks count, those too from before they were let in again after a pause: their other
    answers of that time stand in the figures. Training does not count.
    """
    # The project is said of the raters too, so that those of others are not gone through.
    people = Assignment.objects.filter(
        task__round__in=rounds, rater__kind=Rater.Kind.PERSON, rater__project__in=rounds.values("project"), variant=""
    ).order_by()
    here = people.filter(task__round__origin=Round.Origin.HERE)
    return Beside(given=_given(here, raters, done), checks=_checks(people, raters))


def _given(
    people: QuerySet[Assignment], raters: dict[int, int], done: dict[tuple[int, str], int]
) -> dict[tuple[int, str], tuple[int, int]]:
    rows = people.filter(counted(), state=State.SKIPPED).values_list("rater_id", "task__kind")
    totals = rows.annotate(n=Count("pk"))
    skipped = {(raters[rater], kind): n for rater, kind, n in totals if rater in raters}
    return {key: (done.get(key, 0), skipped.get(key, 0)) for key in done.keys() | skipped.keys()}


def _checks(people: QuerySet[Assignment], raters: dict[int, int]) -> dict[int, tuple[float, int]]:
    rows = people.filter(state=State.DONE, task__gold__isnull=False, correct__isnull=False)
    totals = (
        rows.exclude(task__gold__purpose=Gold.Purpose.TRAINING).values_list("rater_id")
        .annotate(right=Sum("correct"), n=Count("pk"))
    )  # fmt: skip
    return {raters[rater]: (right, n) for rater, right, n in totals if rater in raters}
