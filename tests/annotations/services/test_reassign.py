"""A lead takes a task from who holds it: back to all, or into named hands."""

from datetime import timedelta
from uuid import uuid4

import pytest

from annotations.handout.policy import Policy
from annotations.models import Assignment, Membership, Project, Rater
from annotations.services.answers import Submitted, answer_submit
from annotations.services.errors import Refused, Unknown
from annotations.services.handout import (
    LEASE,
    assignment_heartbeat,
    assignment_next,
    assignment_reassign,
    assignment_return_expired,
    assignment_skip,
    task_assign,
)
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def held(rater: Rater) -> Assignment:
    given = assignment_next(rater=rater, now=NOW)
    assert given is not None
    return given


def submit(assignment: Assignment) -> Submitted:
    return answer_submit(
        assignment_id=assignment.pk, rater=assignment.rater, key=uuid4(), shown=assignment.shown or [],
        answer=full_scores(), now=NOW,
    )  # fmt: skip


def take(assignment: Assignment, to: Rater | None = None) -> Assignment:
    return assignment_reassign(assignment_id=assignment.pk, project=assignment.rater.project, to=to, now=NOW)


def test_a_named_rater_gets_the_task_and_keeps_its_place_for_a_day(project: Project) -> None:
    round = open_round(project, items=1)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    given = held(ada)
    take(given, bob)
    task = round.tasks.get()
    assert task.taken == task.assignments.filter(holds_place=True).count() == 1
    assert assignment_return_expired(now=NOW + LEASE * 2) == 0
    assert assignment_next(rater=ada, now=NOW) is None
    assert submit(held(bob)).assignment.task_id == given.task_id


def test_its_other_places_are_met_by_whoever_passed_it_the_former_holder_among_them(project: Project) -> None:
    round = open_round(project, items=2, overlap=2)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    given = held(ada)
    take(given, bob)
    submit(held(ada))
    submit(held(ada))
    assert assignment_next(rater=ada, now=NOW) is None
    assert {task.taken for task in round.tasks.all()} == {1, 2}


def test_a_task_taken_back_waits_for_all_and_its_holder_is_told_kindly(project: Project) -> None:
    open_round(project, items=1)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    given = held(ada)
    assert take(given).state == "RETURNED"
    for act in (
        lambda: submit(given),
        lambda: assignment_heartbeat(assignment_id=given.pk, rater=ada, now=NOW),
    ):
        with pytest.raises(Refused, match="Nothing is needed from you"):
            act()
    assert held(bob).task_id == given.task_id


def test_who_had_it_may_get_it_again_where_nobody_else_takes_it(project: Project) -> None:
    open_round(project, items=1)
    ada = make_rater(project, "ada")
    given = held(ada)
    take(given)
    assert held(ada) == given
    assert submit(given).assignment.state == "DONE"


def test_a_named_rater_who_lost_it_to_the_clock_gets_the_same_again(project: Project) -> None:
    open_round(project, items=1)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    lost = held(bob)
    assignment_return_expired(now=NOW + LEASE * 2)
    assert take(held(ada), bob) == lost


def test_it_is_refused_where_it_cannot_be(project: Project) -> None:
    open_round(project, items=2, overlap=2)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    given = held(ada)
    while (other := held(bob)).task_id != given.task_id:
        submit(other)
    assignment_skip(assignment_id=other.pk, rater=bob, reason="pass", now=NOW)
    with pytest.raises(Refused, match="has had this task"):
        take(given, bob)
    with pytest.raises(Refused, match="another person"):
        take(given, ada)
    cem = make_rater(project, "cem")
    Membership.objects.filter(user=cem.user).update(paused=True)
    with pytest.raises(Refused, match="paused"):
        take(given, cem)
    submit(given)
    with pytest.raises(Refused, match="in anybody's hands"):
        take(given)
    with pytest.raises(Unknown):
        assignment_reassign(assignment_id=given.pk, project=Project.objects.create(slug="other"), to=None, now=NOW)


def test_a_repeat_is_only_taken_back(project: Project) -> None:
    open_round(project, items=40, policy=Policy(repeat_share=0.5).as_json())
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    while not (given := held(ada)).repeat:
        submit(given)
    with pytest.raises(Refused, match="this person alone"):
        take(given, bob)
    assert take(given).state == "RETURNED"
    assert assignment_next(rater=ada, now=NOW + timedelta(1)) == given


def test_a_free_place_is_given_to_a_named_person_whoever_it_would_come_to(project: Project) -> None:
    round = open_round(project, items=1, policy=Policy(skills=("law",)).as_json())
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    task = round.tasks.get()
    assert assignment_next(rater=ada, now=NOW) is None
    given = task_assign(task_id=task.pk, project=project, to=ada, now=NOW)
    assert given.lease_until == NOW + timedelta(days=1)
    assert held(ada) == given
    with pytest.raises(Refused, match="have been taken"):
        task_assign(task_id=task.pk, project=project, to=bob, now=NOW)
    submit(given)
    task.refresh_from_db()
    assert task.taken == task.assignments.filter(holds_place=True, state="DONE").count() == 1


def test_a_place_is_given_to_nobody_who_has_had_the_task_is_paused_or_elsewhere(project: Project) -> None:
    round = open_round(project, items=1, overlap=3)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob", paused=True)
    elsewhere = Project.objects.create(slug="coffee", name="Coffee")
    task = round.tasks.get().pk
    assignment_skip(assignment_id=held(ada).pk, rater=ada, reason="pass", now=NOW)
    for named, why in ((ada, "has had this"), (bob, "paused"), (make_rater(elsewhere, "eve"), "another person")):
        with pytest.raises(Refused, match=why):
            task_assign(task_id=task, project=project, to=named, now=NOW)
    with pytest.raises(Unknown):
        task_assign(task_id=task, project=elsewhere, to=make_rater(elsewhere, "dan"), now=NOW)
    round.state = "REVIEW"
    round.save()
    with pytest.raises(Refused, match="does not collect"):
        task_assign(task_id=task, project=project, to=make_rater(project, "cem"), now=NOW)
    assert round.tasks.get().taken == 0


def test_what_the_clock_took_is_given_to_the_same_person_again(project: Project) -> None:
    round = open_round(project, items=1)
    ada = make_rater(project, "ada")
    first = held(ada)
    assignment_return_expired(now=NOW + LEASE * 2)
    given = task_assign(task_id=round.tasks.get().pk, project=project, to=ada, now=NOW)
    assert (given.pk, given.state) == (first.pk, "OPEN")
