"""Raters who part: one more is asked, up to a cap, and then a reviewer decides beside them."""

from typing import Any
from uuid import uuid4

import pytest

from annotations.handout.policy import Policy
from annotations.models import Adjudication, Assignment, Participation, Project, Rater, Round, Task, User
from annotations.selectors.answers import answer_raw, answers_of
from annotations.selectors.stuck import tasks_stuck
from annotations.services.adjudications import (
    AdjudicationRefused,
    adjudication_dismiss,
    adjudication_open,
    adjudication_reopen,
    adjudication_settle,
)
from annotations.services.answers import AnswerNotTaken, answer_edit, answer_submit, answer_undo
from annotations.services.errors import Invalid, Refused
from annotations.services.handout import assignment_next
from annotations.services.members import rater_of
from ranking.selectors.integrity import CHECKS
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def parting_round(project: Project, *, items: int = 1, overlap: int = 2, **policy: Any) -> Round:
    stored = Policy(**({"overlap_cap": 3, "agreement_floor": 0.6} | policy)).as_json()
    return open_round(project, items=items, overlap=overlap, policy=stored)


def rate(rater: Rater, value: int) -> Assignment:
    given = assignment_next(rater=rater, now=NOW)
    assert given is not None
    return answer_submit(
        assignment_id=given.pk, rater=rater, key=uuid4(), shown=given.shown or [], answer=full_scores(value), now=NOW
    ).assignment


def people(project: Project, *names: str) -> list[Rater]:
    return [make_rater(project, name) for name in names]


def settle(adjudication: Adjudication, reviewer: User, value: int = 3, **fields: Any) -> Adjudication:
    shown = list(adjudication.task.task_responses.values_list("response_id", flat=True))
    values = {"shown": shown, "answer": full_scores(value), "note": " Both have a point. ", "now": NOW} | fields
    rater = rater_of(project=adjudication.task.round.project, user=reviewer)
    return adjudication_settle(adjudication=adjudication, rater=rater, user=reviewer, **values)


def assert_integrity() -> None:
    assert [problem for check in CHECKS.values() for problem in check()] == []


def test_raters_who_agree_are_enough(project: Project) -> None:
    round = parting_round(project)
    ada, bob, cem = people(project, "ada", "bob", "cem")
    rate(ada, 4), rate(bob, 5)
    assert round.tasks.get().overlap == 2
    assert assignment_next(rater=cem, now=NOW) is None


def test_raters_who_part_bring_one_more_and_at_the_cap_a_reviewer(project: Project) -> None:
    round = parting_round(project, adjudicate=True)
    first = round.tasks.get().seq
    ada, bob, cem, dan = people(project, "ada", "bob", "cem", "dan")
    rate(ada, 1), rate(bob, 5)
    task = round.tasks.get()
    assert (task.overlap, task.taken) == (3, 2)
    assert task.seq > first
    assert not Adjudication.objects.exists()
    rate(cem, 3)
    task.refresh_from_db()
    assert (task.overlap, task.taken) == (3, 3)
    found = Adjudication.objects.get()
    assert (found.reason, found.state, found.created_at) == ("disagreement", "open", NOW)
    assert found.agreement == pytest.approx(1 - (1 + 0.5 + 0.5) / 3)
    assert assignment_next(rater=dan, now=NOW) is None
    assert_integrity()


def test_an_edit_that_parts_them_asks_one_more_and_one_that_joins_them_takes_nothing_back(project: Project) -> None:
    round = parting_round(project)
    ada, bob = people(project, "ada", "bob")
    rate(ada, 4)
    answer = rate(bob, 4)
    answer_edit(assignment_id=answer.pk, rater=bob, changes=full_scores(1), now=NOW)
    assert round.tasks.get().overlap == 3
    answer_edit(assignment_id=answer.pk, rater=bob, changes=full_scores(4), now=NOW)
    answer_undo(assignment_id=answer.pk, rater=bob, now=NOW)
    rate(bob, 2)
    task = round.tasks.get()
    assert (task.overlap, task.taken) == (3, 2)
    assert_integrity()


def test_a_decision_is_an_answer_beside_the_raters(project: Project, reviewer: User) -> None:
    round = parting_round(project, overlap_cap=None, adjudicate=True)
    for rater, value in zip(people(project, "ada", "bob"), (1, 5), strict=True):
        rate(rater, value)
    settled = settle(Adjudication.objects.get(), reviewer)
    assert (settled.state, settled.note, settled.settled_by, settled.settled_at) == (
        "settled", "Both have a point.", reviewer, NOW,
    )  # fmt: skip
    assert settled.decision is not None
    assert answer_raw(settled.decision) == full_scores(3)
    assert (settled.decision.variant, settled.decision.holds_place) == (Assignment.ADJUDICATION, False)
    assert round.tasks.get().taken == 2
    assert not Participation.objects.filter(rater__user=reviewer).exists()
    assert_integrity()


def test_a_decision_is_nobodys_own_answer(project: Project, reviewer: User) -> None:
    round = parting_round(project, items=2, overlap_cap=None)
    rater = rater_of(project=project, user=reviewer)
    own = rate(rater, 4)
    other = round.tasks.exclude(pk=own.task_id).get()
    settle(adjudication_open(task=other, now=NOW), reviewer, now=NOW.replace(hour=13))
    assert list(answers_of(rater)) == [own]
    answer_undo(assignment_id=own.pk, rater=rater, now=NOW)
    assert rate(rater, 4).task_id == own.task_id
    assert rate(rater, 4).task_id == other.pk


def test_a_rater_may_decide_on_their_own_task(project: Project, reviewer: User) -> None:
    parting_round(project, overlap_cap=None)
    rate(rater_of(project=project, user=reviewer), 2)
    settled = settle(adjudication_open(task=Task.objects.get(), now=NOW), reviewer)
    assert settled.state == "settled"
    assert_integrity()


def test_what_is_settled_is_settled_once_and_can_be_opened_again(project: Project, reviewer: User, lead: User) -> None:
    round = parting_round(project)
    found = adjudication_open(task=round.tasks.get(), now=NOW)
    assert adjudication_open(task=round.tasks.get(), now=NOW) == found
    settle(found, reviewer)
    with pytest.raises(AdjudicationRefused, match="meanwhile"):
        settle(found, lead)
    with pytest.raises(AdjudicationRefused, match="open it again"):
        adjudication_open(task=round.tasks.get(), now=NOW)
    assert adjudication_reopen(adjudication=found).decision is not None
    again = settle(found, lead, 1)
    assert Assignment.objects.get(variant=Assignment.ADJUDICATION) == again.decision
    adjudication_reopen(adjudication=found)
    dismissed = adjudication_dismiss(adjudication=found, user=lead, now=NOW, note="Both are fine.")
    assert (dismissed.state, dismissed.decision, Assignment.objects.count()) == ("dismissed", None, 0)
    assert_integrity()


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"answer": {"scores": {"helpfulness": 9}}}, AnswerNotTaken),
        ({"shown": [0]}, Refused),
        ({"note": "a\x00b"}, Invalid),
    ],
)
def test_a_faulty_decision_changes_nothing(
    project: Project, reviewer: User, fields: dict[str, Any], error: type[Exception]
) -> None:
    found = adjudication_open(task=parting_round(project).tasks.get(), now=NOW)
    with pytest.raises(error):
        settle(found, reviewer, **fields)
    assert Adjudication.objects.get().state == "open"
    assert not Assignment.objects.exists()


def test_a_task_that_grew_beyond_all_raters_is_shown_to_leads(project: Project) -> None:
    round = parting_round(project)
    ada, bob = people(project, "ada", "bob")
    rate(ada, 1)
    assert tasks_stuck(round) == []
    rate(bob, 5)
    assert tasks_stuck(round) == [round.tasks.get()]
    make_rater(project, "cem")
    assert tasks_stuck(round) == []
