"""Tasks that nobody is left for, and why."""

from datetime import datetime
from uuid import uuid4

import pytest

from annotations.handout.policy import Policy
from annotations.models import Assignment, Item, Membership, Project, Rater, Round
from annotations.selectors.stuck import left_of, members_for, tasks_stuck
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next, assignment_skip
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def annotator(project: Project, name: str, **fields: object) -> Rater:
    return make_rater(project, name, role=Membership.Role.ANNOTATOR, **fields)


def work(rater: Rater, most: int = 100, now: datetime = NOW) -> list[int]:
    done: list[int] = []
    while len(done) < most and (given := assignment_next(rater=rater, now=now)):
        answer_submit(
            assignment_id=given.pk, rater=rater, key=uuid4(), shown=given.shown or [], answer=full_scores(), now=now
        )
        done.append(given.task_id)
    return done


def skip(rater: Rater) -> int:
    given = assignment_next(rater=rater, now=NOW)
    assert given is not None
    assignment_skip(assignment_id=given.pk, rater=rater, reason="pass", now=NOW)
    return given.task_id


def stuck(round: Round) -> set[int]:
    return {task.pk for task in tasks_stuck(round)}


def test_more_answers_are_asked_for_than_there_are_people(project: Project) -> None:
    round = open_round(project, items=4, overlap=3)
    ada, bob = annotator(project, "ada"), annotator(project, "bob")
    assert left_of(round).short
    first = work(ada, 2)
    assert stuck(round) == set()
    assert set(work(bob)) >= set(first)
    assert stuck(round) == set(first)
    assert left_of(round).places == 2
    cem = annotator(project, "cem")
    assert (left_of(round).short, stuck(round)) == (False, set())
    assert members_for(project, list(round.tasks.filter(pk__in=first)))[first[0]] == [
        Membership.objects.get(user=cem.user)
    ]


def test_one_who_skipped_and_one_who_answered_are_all_there_are(project: Project) -> None:
    round = open_round(project, items=1, overlap=2)
    ada, bob = annotator(project, "ada"), annotator(project, "bob")
    work(ada)
    assert stuck(round) == set()
    task = skip(bob)
    assert stuck(round) == {task}


def test_nobody_reads_the_language(project: Project) -> None:
    round = open_round(project, items=3)
    odd = round.tasks.all()[0]
    Item.objects.filter(pk=odd.item_id).update(language="tr")
    annotator(project, "ada", languages=["en"])
    assert stuck(round) == {odd.pk}
    annotator(project, "ayse", languages=["tr", "en"])
    assert stuck(round) == set()


def test_whoever_is_at_the_limit_is_not_left(project: Project) -> None:
    round = open_round(project, items=3, overlap=1, policy=Policy(answer_limit=2).as_json())
    ada = annotator(project, "ada")
    assert len(work(ada)) == 2
    assert (left_of(round).able, stuck(round)) == (0, set())
    bob = annotator(project, "bob")
    [last] = round.tasks.filter(taken=0)
    assert stuck(round) == set()
    assert skip(bob) == last.pk
    assert stuck(round) == {last.pk}


def test_who_is_paused_or_lacks_a_skill_is_not_left_and_a_lead_who_answers_is(project: Project) -> None:
    round = open_round(project, items=2, policy=Policy(skills=("law",)).as_json())
    annotator(project, "ada")
    annotator(project, "bob", skills=["law"], paused=True)
    assert left_of(round).able == 0
    lead = make_rater(project, "lale", role=Membership.Role.LEAD, skills=["law"])
    assert left_of(round).able == 0
    work(lead, 1)
    assert (left_of(round).able, stuck(round)) == (1, set())


def test_a_task_that_the_clock_took_may_come_again(project: Project) -> None:
    round = open_round(project, items=1, overlap=2)
    ada, bob = annotator(project, "ada"), annotator(project, "bob")
    work(bob)
    assert assignment_next(rater=ada, now=NOW)
    assert stuck(round) == set()
    Assignment.objects.filter(rater=ada).update(state="RETURNED", holds_place=False)
    round.tasks.update(taken=1)
    assert stuck(round) == set()


def test_looking_costs_a_few_queries_however_many_tasks(project: Project, django_assert_max_num_queries) -> None:
    round = open_round(project, items=30, overlap=3)
    for name in ("ada", "bob"):
        work(annotator(project, name))
    with django_assert_max_num_queries(8):
        assert len(left_of(round).stuck) == 30
