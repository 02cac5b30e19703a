"""Real threads race for places; whoever wins, the books balance."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from annotations.models import Assignment, Participation, Project, Rater, Task
from annotations.services.answers import answer_submit
from annotations.services.errors import Refused
from annotations.services.handout import LEASE, assignment_next, assignment_return_expired, assignment_skip
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


def submit(assignment: Assignment, key: Any) -> Callable[[], Any]:
    return lambda: answer_submit(
        assignment_id=assignment.pk,
        rater=assignment.rater,
        key=key,
        shown=assignment.shown or [],
        answer=full_scores(),
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
