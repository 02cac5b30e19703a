"""Who waits for whom: meetings that could make a circle, laid out by hand on real connections of PostgreSQL."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F, Max

from annotations.models import Assignment, Membership, Participation, Project, Rater, Task
from annotations.services import retrying
from annotations.services.answers import answer_submit, answer_undo
from annotations.services.handout import assignment_next, assignment_skip
from annotations.services.handout.ending import to_the_end
from annotations.services.members import member_resume
from annotations.services.priorities import tasks_prioritise
from annotations.services.retrying import retried
from annotations.services.tasks import tasks_build
from tests.annotations.meetings import PATIENCE, Start, held, until_waiting
from tests.annotations.world import NOW, full_scores, make_items, make_rater, make_responses, open_round

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def no_second_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions that are ended to let others through stay ended, so that a circle shows."""
    monkeypatch.setattr(retrying, "ATTEMPTS", 1)


def ways(project: Project, *, items: int, **fields: Any) -> list[Task]:
    """Tasks in the order in which raters look at them, which is against that of their keys."""
    round = open_round(project, items=items, **fields)
    tasks = list(round.tasks.order_by("-pk"))
    for place, task in enumerate(tasks, start=101):
        Task.objects.filter(pk=task.pk).update(seq=place)
    return tasks


def looker(project: Project, name: str, *, span: tuple[int, int] = (1, 100)) -> Rater:
    """A rater who has looked at these places; of no more, they go upwards."""
    rater = make_rater(project, name)
    for round in project.rounds.all():
        Participation.objects.create(round=round, rater=rater, spans={"0|": list(span)})
    return rater


def submit(assignment: Assignment) -> Callable[[], Any]:
    return lambda: answer_submit(
        assignment_id=assignment.pk, rater=assignment.rater, key=uuid4(), shown=assignment.shown or [],
        answer=full_scores(), now=NOW,
    )  # fmt: skip


def take(rater: Rater) -> Callable[[], Assignment | None]:
    return lambda: assignment_next(rater=rater, now=NOW)


@pytest.mark.usefixtures("no_second_chance")
def test_a_rater_who_lost_a_race_and_a_lead_who_moves_tasks_do_not_wait_for_each_other(
    project: Project, start: Start
) -> None:
    wanted, other = ways(project, items=2)
    ada = looker(project, "ada")
    with transaction.atomic():
        # Somebody is about to have the place that Ada wants.
        Task.objects.filter(pk=wanted.pk).update(taken=1)
        given = start(take(ada))
        until_waiting(1)
        moved = start(lambda: tasks_prioritise(round=wanted.round, bands={wanted.pk: 1, other.pk: 1}))
        until_waiting(2)
    # She lost, still holds the lock on that task, and takes the other: which the lead must not hold while he waits.
    assert given.result(PATIENCE).task_id == other.pk
    assert moved.result(PATIENCE) == 2
    assert set(Task.objects.values_list("band", "taken")) == {(1, 1)}


@pytest.mark.usefixtures("no_second_chance")
def test_raters_who_lost_races_do_not_wait_for_each_other(project: Project, start: Start) -> None:
    first, middle, last = ways(project, items=3)
    up, down = looker(project, "up"), looker(project, "down", span=(104, 200))
    claimed: list[threading.Event] = [threading.Event(), threading.Event()]

    def other(task: Task, let_go: threading.Event) -> None:
        with transaction.atomic():
            Task.objects.filter(pk=task.pk).update(taken=1)
            claimed[0 if task == first else 1].set()
            let_go.wait(PATIENCE)

    let_go = [threading.Event(), threading.Event()]
    others = [start(lambda: other(first, let_go[0])), start(lambda: other(last, let_go[1]))]
    assert all(one.wait(PATIENCE) for one in claimed)
    given = [start(take(up)), start(take(down))]
    until_waiting(2)
    for one in let_go:
        one.set()
    found = [one.result(PATIENCE) for one in (*given, *others)][:2]
    assert [one.task_id for one in found if one] == [middle.pk]


@pytest.mark.usefixtures("no_second_chance")
def test_leads_who_move_tasks_at_once_do_not_wait_for_each_other(project: Project, start: Start) -> None:
    tasks = [task.pk for task in ways(project, items=40)]
    round = project.rounds.get()

    def move(keys: list[int]) -> None:
        for turn in range(12):
            tasks_prioritise(round=round, bands={pk: (pk + turn) % 3 for pk in keys})

    for mover in [start(lambda keys=keys: move(keys)) for keys in (tasks[::2], tasks[1::2], tasks[::-1])]:
        mover.result(PATIENCE)
    assert Task.objects.filter(seq__gt=140).count() == 40


def test_a_task_that_comes_back_late_lies_behind_all_others_all_the_same(project: Project, start: Start) -> None:
    late, quick = ways(project, items=2)
    assignment = assignment_next(rater=looker(project, "ada"), now=NOW)
    assert assignment is not None
    assert assignment.task_id == late.pk
    with held(Task.objects.filter(pk=late.pk)):
        skipped = start(
            lambda: assignment_skip(assignment_id=assignment.pk, rater=assignment.rater, reason="pass", now=NOW)
        )
        until_waiting(1)
        # While it waits for its row, the end of the order that it has read goes by.
        start(lambda: to_the_end(quick)).result(PATIENCE)
        start(lambda: to_the_end(quick)).result(PATIENCE)
    skipped.result(PATIENCE)
    late.refresh_from_db()
    assert late.seq == Task.objects.aggregate(last=Max("seq"))["last"]
    # Nobody who has looked as far as the end of that moment passes it over.
    assert late.seq > 104


def test_tasks_that_are_made_late_lie_behind_those_that_come_back_meanwhile(project: Project, start: Start) -> None:
    [task] = ways(project, items=1)
    make_responses(task.round, make_items(project, 3))
    with transaction.atomic():
        to_the_end(task)
        built = start(lambda: tasks_build(round=task.round))
        until_waiting(1)
    assert built.result(PATIENCE).created == 3
    assert list(task.round.tasks.order_by("seq").values_list("seq", flat=True)) == [102, 103, 104, 105]


@pytest.mark.usefixtures("no_second_chance")
def test_letting_a_member_in_and_their_next_do_not_wait_for_each_other(project: Project, start: Start) -> None:
    [had] = ways(project, items=1)
    [wanted] = ways(project, items=1)
    ada = make_rater(project, "ada")
    membership = Membership.objects.get(user=ada.user)
    # In the database the later round's totals come first, as is met.
    for task in (wanted, had):
        Participation.objects.create(round=task.round, rater=ada, spans={"0|": [1, 100]}, checked=1)
    Assignment.objects.create(task=had, rater=ada, state="SKIPPED", shown=[])
    with held(Task.objects.filter(pk=wanted.pk)):
        # Ada has looked through the first round, which its totals now say, and waits for a task of the second.
        given = start(take(ada))
        until_waiting(1)
        resumed = start(lambda: member_resume(membership=membership, now=NOW))
        until_waiting(2)
    assert given.result(PATIENCE).task_id == wanted.pk
    resumed.result(PATIENCE)
    assert set(Participation.objects.values_list("checked", flat=True)) == {0}


@pytest.mark.usefixtures("no_second_chance")
def test_an_undo_and_the_answer_to_its_repeat_do_not_wait_for_each_other(project: Project, start: Start) -> None:
    ways(project, items=1)
    ada = looker(project, "ada")
    first = assignment_next(rater=ada, now=NOW)
    assert first is not None
    submit(first)()
    again = Assignment.objects.create(task=first.task, rater=ada, repeat=1, shown=first.shown)
    with held(Participation.objects.filter(rater=ada)):
        undone = start(lambda: answer_undo(assignment_id=first.pk, rater=ada, now=NOW))
        until_waiting(1)
        repeated = start(submit(again))
        until_waiting(2)
    undone.result(PATIENCE)
    with pytest.raises(Exception, match="not asked any more"):
        repeated.result(PATIENCE)


def crossing(tasks: list[Task], met: threading.Barrier, runs: list[int]) -> Callable[[], None]:
    """Changes tasks one after the other; at its first run it waits in between for somebody coming from elsewhere."""

    @retried
    @transaction.atomic
    def work() -> None:
        runs.append(1)
        first_time = len(runs) == 1
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '50ms'")
        for place, task in enumerate(tasks):
            Task.objects.filter(pk=task.pk).update(band=F("band") + 1)
            if place == 0 and first_time:
                met.wait(PATIENCE)

    return work


def test_of_two_in_a_circle_the_one_that_was_ended_runs_again(project: Project, start: Start) -> None:
    tasks, met = ways(project, items=2), threading.Barrier(2)
    runs: list[list[int]] = [[], []]
    both = [start(crossing(tasks, met, runs[0])), start(crossing(tasks[::-1], met, runs[1]))]
    for one in both:
        one.result(PATIENCE)
    assert sorted(map(len, runs)) == [1, 2]
    assert set(Task.objects.values_list("band", flat=True)) == {2}


def test_within_a_transaction_of_the_callers_nothing_is_run_again(project: Project, start: Start) -> None:
    tasks, met = ways(project, items=2), threading.Barrier(2)
    runs: list[list[int]] = [[], []]
    both = [
        start(transaction.atomic(crossing(tasks, met, runs[0]))),
        start(transaction.atomic(crossing(tasks[::-1], met, runs[1]))),
    ]
    ended = [one.exception(PATIENCE) for one in both]
    assert [type(one) for one in ended if one] == [OperationalError]
    assert list(map(len, runs)) == [1, 1]
