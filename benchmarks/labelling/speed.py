"""How long a look at a hundred thousand open tasks takes, and how long it keeps others from writing."""

import random
import time
from datetime import timedelta
from typing import Any

from django.db import connection

from annotations.models import Assignment, Ballot, Participation, Rater, Round, Task, TaskResponse
from annotations.services import priorities
from annotations.services.loadtest import loadtest_seed
from benchmarks.seeding import ASSIGNMENTS, START, analyze
from ranking.models import Wave
from ranking.services.labelling import labelling_wave

TASKS, ANSWERED = 100_000, 5_000
POLICY = {"labelling": "adaptive", "random_share": 0.2}
CHUNK = 2_000
SCORES = """
INSERT INTO annotations_score (assignment_id, dimension_id, label, value, code, not_applicable, unreadable, raw)
SELECT said.id, dimension.id, '', 1 + (said.id * 7 + dimension.id * said.rater_id) %% 5, '', %s, %s, '{}'
FROM annotations_assignment said JOIN annotations_task task ON task.id = said.task_id
CROSS JOIN annotations_dimension dimension
WHERE said.rater_id = %s AND task.kind = 'RATING' AND dimension.rubric_id = %s
"""


def seeded() -> Round:
    """A round of ratings and rankings with four arms, judged whole, and answered in part."""
    made = loadtest_seed(tasks=TASKS, annotators=1, overlap=2, now=START)
    round = Round.objects.get(project__slug=made.project)
    Round.objects.filter(pk=round.pk).update(policy=POLICY)
    round.refresh_from_db()
    for sample in range(4):
        round.responses.filter(sample=sample).update(model="one", temperature=sample / 4)
    _say(round, Rater.objects.create(project=round.project, name="judge", kind=Rater.Kind.JUDGE), TASKS)
    person = Rater.objects.create(project=round.project, name="person")
    _say(round, person, ANSWERED)
    answered = Task.objects.filter(round=round, seq__lte=ANSWERED)
    answered.update(taken=1)
    Participation.objects.create(round=round, rater=person, done=ANSWERED)
    analyze()
    return round


def _say(round: Round, rater: Rater, last: int) -> None:
    with connection.cursor() as cursor:
        person = rater.kind == Rater.Kind.PERSON
        cursor.execute(ASSIGNMENTS, [rater.pk, "DONE", person, None, START, START, round.pk, 1, last])
        cursor.execute(SCORES, [False, False, rater.pk, round.project.rubric.pk])
    said = list(Assignment.objects.filter(rater=rater, task__kind="RANKING").values_list("pk", "task_id"))
    dice = random.Random(rater.name)
    for start in range(0, len(said), CHUNK):
        chunk = dict(said[start : start + CHUNK])
        members: dict[int, list[int]] = {}
        rows = TaskResponse.objects.filter(task__in=chunk.values()).values_list("task_id", "response_id")
        for task, response in rows:
            members.setdefault(task, []).append(response)
        Ballot.objects.bulk_create(
            Ballot(assignment_id=pk, ranking=[[one] for one in dice.sample(members[task], len(members[task]))])
            for pk, task in chunk.items()
        )


class Writing:
    """How long each transaction that moves tasks takes: nobody else writes to SQLite meanwhile."""

    def __init__(self) -> None:
        self.milliseconds: list[float] = []
        self._plain = priorities.tasks_move

    def __enter__(self) -> "Writing":
        priorities.tasks_move = self._timed
        return self

    def __exit__(self, *_fault: object) -> None:
        priorities.tasks_move = self._plain

    def _timed(self, **given: Any) -> int:
        started = time.perf_counter()
        moved = self._plain(**given)
        self.milliseconds.append((time.perf_counter() - started) * 1000)
        return moved


def measure(round: Round) -> None:
    """The first look, one after some answers, and one after which nothing moved."""
    print(f"{TASKS:,} open tasks on {connection.vendor}, judged whole on 4 dimensions, {ANSWERED:,} answered")
    for label, change in (("the first look", 0), ("after 500 answers", 500), ("nothing new", 0)):
        done = round.tasks.filter(taken=0).order_by("band", "seq").values_list("pk", flat=True)[:change]
        Task.objects.filter(pk__in=list(done)).update(taken=2)
        before = dict(round.tasks.values_list("pk", "seq"))
        with Writing() as writing:
            started, busy = time.perf_counter(), time.process_time()
            wave = labelling_wave(round=round, now=START + timedelta(minutes=1))
            took, busy = time.perf_counter() - started, time.process_time() - busy
        assert isinstance(wave, Wave)
        moved = sum(before[pk] != seq for pk, seq in round.tasks.values_list("pk", "seq"))
        longest = max(writing.milliseconds, default=0.0)
        print(
            f"  {label}: {took:.1f} s ({busy:.1f} s of processor time), {moved} tasks moved, "
            f"longest transaction {longest:.0f} ms",
            flush=True,
        )
