"""How long a look at a hundred thousand open tasks takes, and how long it keeps others from writing."""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from annotations.models import Assignment, Ballot, Dimension, Participation, Rater, Round, Score, Task
from annotations.services import priorities
from annotations.services.loadtest import loadtest_seed
from benchmarks.seeding import START
from ranking.models import Wave
from ranking.services.labelling import labelling_wave

TASKS, ANSWERED = 100_000, 5_000
POLICY = {"labelling": "adaptive", "random_share": 0.2}
CHUNK = 2_000


def seeded() -> Round:
    """A round of ratings and rankings in two languages of arms, judged whole, and answered in part."""
    made = loadtest_seed(tasks=TASKS, annotators=1, overlap=2, now=START)
    round = Round.objects.get(project__slug=made.project)
    Round.objects.filter(pk=round.pk).update(policy=POLICY)
    round.refresh_from_db()
    round.responses.update(model="one")
    for sample in range(4):
        round.responses.filter(sample=sample).update(temperature=sample / 4)
    judge = Rater.objects.create(project=round.project, name="judge", kind=Rater.Kind.JUDGE)
    person = Rater.objects.create(project=round.project, name="person")
    _say(round, judge, TASKS, "judged")
    _say(round, person, ANSWERED, "")
    Participation.objects.create(round=round, rater=person, done=ANSWERED)
    return round


def _say(round: Round, rater: Rater, count: int, variant: str) -> None:
    dimensions = list(Dimension.objects.filter(rubric__project=round.project))
    tasks = list(round.tasks.order_by("seq")[:count].prefetch_related("task_responses"))
    dice = random.Random(rater.name)
    for start in range(0, len(tasks), CHUNK):
        chunk = tasks[start : start + CHUNK]
        said = Assignment.objects.bulk_create(
            Assignment(task=task, rater=rater, variant=variant, state="DONE", holds_place=not variant) for task in chunk
        )
        Score.objects.bulk_create(
            Score(assignment=one, dimension=on, value=dice.randint(1, 5))
            for one, task in zip(said, chunk, strict=True) if task.kind == "RATING" for on in dimensions
        )  # fmt: skip
        orders = [[[row.response_id] for row in task.task_responses.all()] for task in chunk]
        Ballot.objects.bulk_create(
            Ballot(assignment=one, ranking=dice.sample(order, len(order)))
            for one, task, order in zip(said, chunk, orders, strict=True) if task.kind != "RATING"
        )  # fmt: skip
        if not variant:
            Task.objects.filter(pk__in=[task.pk for task in chunk]).update(taken=1)


class Writing:
    """How long each transaction that moves tasks takes: nobody else writes to SQLite meanwhile."""

    def __init__(self) -> None:
        self.milliseconds: list[float] = []

    def around(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any) -> Any:
            started = time.perf_counter()
            found = write(*args)
            self.milliseconds.append((time.perf_counter() - started) * 1000)
            return found

        return timed


def measure() -> None:
    """The first look, one after some answers, and one after which nothing moved."""
    round = seeded()
    print(f"{TASKS:,} open tasks on {connection.vendor}, judged whole on 4 dimensions, {ANSWERED:,} answered")
    for label, change in (("the first look", 0), ("after 500 answers", 500), ("nothing new", 0)):
        done = round.tasks.filter(taken=0).order_by("band", "seq").values_list("pk", flat=True)[:change]
        Task.objects.filter(pk__in=list(done)).update(taken=2)
        before = dict(round.tasks.values_list("pk", "seq"))
        writing, plain = Writing(), priorities._write
        priorities._write = writing.around(plain)
        started = time.perf_counter()
        wave = labelling_wave(round=round, now=START + timedelta(minutes=1))
        took = time.perf_counter() - started
        priorities._write = plain
        assert isinstance(wave, Wave)
        moved = sum(before[pk] != seq for pk, seq in round.tasks.values_list("pk", "seq"))
        longest = max(writing.milliseconds, default=0.0)
        print(f"  {label}: {took:.1f} s, {moved} tasks moved, longest transaction {longest:.0f} ms")
