"""Real threads race for places; whoever wins, the books balance."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from annotations.handout.policy import Policy
from annotations.models import Adjudication, Assignment, Participation, Project, Rater, Task
from annotations.services.answers import answer_submit
from annotations.services.errors import Refused
from annotations.services.handout import (
    LEASE,
    assignment_next,
    assignment_reassign,
    assignment_return_expired,
    assignment_skip,
)
from annotations.services.priorities import tasks_prioritise
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
THREADS = 6


def race(actions: list[Callable[[], Any]]) -> list[Any]:
    """Runs the actions at once, each in a thread with a connection of its own; faults are raised here."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result() for future in [pool.submit(run, action) for action in actions]]


def take(rater: Rater) -> Callable[[], Assignment | None]:
    return lambda: assignment_next(rater=rater, now=NOW)


def refusable(action: Callable[[], Any]) -> Callable[[], str]:
    def run() -> str:
        try:
            action()
        except Refused:
            return "refused"
        return "done"

    return run


def give_to(assignment: Assignment, rater: Rater) -> Callable[[], Any]:
    return lambda: assignment_reassign(assignment_id=assignment.pk, project=rater.project, to=rater, now=NOW)


def submit(assignment: Assignment, key: Any, value: int = 4) -> Callable[[], Any]:
    return lambda: answer_submit(
        assignment_id=assignment.pk,
        rater=assignment.rater,
        key=key,
        shown=assignment.shown or [],
        answer=full_scores(value),
        now=NOW,
    )


def assert_books_balance() -> None:
    for task in Task.objects.all():
        assert task.taken == task.assignments.filter(holds_place=True).count() <= task.overlap


def test_only_one_of_many_gets_the_last_place(project: Project) -> None:
    open_round(project, items=1)
    raters = [make_rater(project, f"r{number}") for number in range(THREADS)]
    given = race([take(rater) for rater in raters])
    assert len([one for one in given if one]) == 1
    assert_books_balance()


def test_the_places_of_few_tasks_are_all_given_and_no_more(project: Project) -> None:
    open_round(project, items=2, overlap=2)
    raters = [make_rater(project, f"r{number}") for number in range(THREADS)]
    given = race([take(rater) for rater in raters])
    assert len([one for one in given if one]) == 4
    assert_books_balance()


def test_two_tabs_of_one_person_get_the_same_assignment(project: Project) -> None:
    open_round(project, items=5)
    rater = make_rater(project, "ada")
    given = race([take(rater) for _tab in range(THREADS)])
    assert len({one.pk for one in given}) == 1
    assert Participation.objects.count() == 1


def test_the_same_submission_sent_many_times_at_once_is_one_answer(project: Project) -> None:
    open_round(project)
    rater, key = make_rater(project, "ada"), uuid4()
    assignment = assignment_next(rater=rater, now=NOW)
    assert assignment is not None
    submitted = race([submit(assignment, key) for _tab in range(THREADS)])
    assert sorted(one.repeated for one in submitted) == [False] + [True] * (THREADS - 1)
    assert Participation.objects.get().done == 1
    assert assignment.scores.count() == 2


def test_the_late_holder_and_a_newcomer_cannot_both_have_the_place(project: Project) -> None:
    open_round(project, items=1)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    held = assignment_next(rater=ada, now=NOW)
    assert held is not None
    assignment_return_expired(now=NOW + LEASE * 2)

    def late() -> str:
        try:
            submit(held, uuid4())()
        except Refused:
            return "refused"
        return "taken"

    outcome = race([late, take(bob)])
    newcomer = Assignment.objects.filter(rater=bob).exists()
    assert ("taken" in outcome) is not newcomer
    assert_books_balance()


def test_many_returns_at_once_each_get_a_place_of_their_own_at_the_end(project: Project) -> None:
    open_round(project, items=THREADS)
    raters = [make_rater(project, f"r{number}") for number in range(THREADS)]
    held = [assignment_next(rater=rater, now=NOW) for rater in raters]
    actions = [
        lambda one=one: assignment_skip(assignment_id=one.pk, rater=one.rater, reason="pass", now=NOW)
        for one in held
        if one is not None
    ]
    race(actions)
    assert Task.objects.filter(taken=0, seq__gt=THREADS).count() == THREADS
    assert_books_balance()


def test_of_two_last_answers_that_part_the_later_one_asks_one_more(project: Project) -> None:
    open_round(project, items=4, overlap=2, policy=Policy(overlap_cap=3, adjudicate=True).as_json())
    raters = [make_rater(project, name) for name in ("ada", "bob")]
    # Side by side on the same tasks, which their own ways would make rare.
    Task.objects.update(taken=2)
    for task in Task.objects.all():
        held = [task.assignments.create(rater=one, holds_place=True, shown=[]) for one in raters]
        race([submit(one, uuid4(), value) for one, value in zip(held, (1, 5), strict=True)])
    assert set(Task.objects.values_list("overlap", "taken")) == {(3, 2)}
    cem = make_rater(project, "cem")
    while given := assignment_next(rater=cem, now=NOW):
        submit(given, uuid4(), 3)()
    assert set(Task.objects.values_list("overlap", "taken")) == {(3, 3)}
    assert Adjudication.objects.count() == 4
    assert_books_balance()


def test_a_task_is_answered_or_given_to_another_never_both(project: Project) -> None:
    open_round(project, items=4)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    while held := assignment_next(rater=ada, now=NOW):
        outcome = race([refusable(submit(held, uuid4())), refusable(give_to(held, bob))])
        assert sorted(outcome) == ["done", "refused"]
        if given := assignment_next(rater=bob, now=NOW):
            submit(given, uuid4())()
    assert Assignment.objects.filter(state="DONE").count() == 4
    assert_books_balance()


def test_every_task_is_met_while_a_lead_moves_them_about(project: Project) -> None:
    round = open_round(project, items=24)
    raters = [make_rater(project, f"r{number}") for number in range(3)]
    tasks = list(round.tasks.values_list("pk", flat=True))

    def move() -> None:
        for turn in range(6):
            tasks_prioritise(round=round, bands={pk: (pk + turn) % 3 for pk in tasks})

    def work(rater: Rater) -> Callable[[], None]:
        def run() -> None:
            while assignment := assignment_next(rater=rater, now=NOW):
                if assignment.pk % 7 == 0:
                    assignment_return_expired(now=NOW + LEASE * 2)
                refusable(submit(assignment, uuid4()))()

        return run

    race([move, *[work(rater) for rater in raters]])
    for rater in raters:
        work(rater)()
    assert set(Task.objects.values_list("taken", flat=True)) == {1}
    assert Assignment.objects.filter(state="DONE").count() == 24
    assert_books_balance()


def test_nothing_is_lost_or_doubled_when_all_happens_at_once(project: Project) -> None:
    open_round(project, items=15, overlap=2)
    raters = [make_rater(project, f"r{number}") for number in range(4)]

    def work(rater: Rater, clumsy: bool) -> Callable[[], None]:
        def run() -> None:
            step = 0
            while assignment := assignment_next(rater=rater, now=NOW):
                step += 1
                if clumsy and step % 5 == 0:
                    assignment_skip(assignment_id=assignment.pk, rater=rater, reason="pass", now=NOW)
                    continue
                if clumsy and step % 3 == 0:
                    assignment_return_expired(now=NOW + LEASE + timedelta(seconds=1))
                try:
                    submit(assignment, uuid4())()
                except Refused:
                    continue

        return run

    race([work(rater, clumsy=place < 2) for place, rater in enumerate(raters)])
    # Whoever was still at work when the others had finished may have given a place back.
    for rater in raters:
        work(rater, clumsy=False)()
    assert_books_balance()
    assert set(Task.objects.values_list("taken", flat=True)) == {2}
    assert Assignment.objects.filter(state="OPEN").count() == 0
