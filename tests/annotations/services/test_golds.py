"""Checks: made of responses, of answers, or by hand; right answers by the rules of answers."""

from typing import Any
from uuid import uuid4

import pytest

from annotations.models import Assignment, Gold, Item, Project, Response, Task, TaskResponse
from annotations.services.answers import answer_submit
from annotations.services.golds import (
    GoldInvalid,
    GoldUsed,
    gold_create,
    gold_delete,
    gold_draft,
    gold_from_answer,
    gold_move,
    gold_retire,
    gold_update,
    gold_write,
)
from annotations.services.handout import assignment_next, assignment_skip
from annotations.services.responses import responses_plan
from tests.annotations.world import NOW, full_scores, make_items, make_rater, make_responses, make_round, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def responses(project) -> list[Response]:
    return make_responses(make_round(project), make_items(project, 1), each=3)


def make(project: Project, responses: list[Response], kind: str = "RATING", **fields: Any) -> Gold:
    given = {"answer": {"scores": {"helpfulness": 4}}} | fields
    return gold_create(project=project, kind=kind, responses=responses, now=NOW, **given)


def use(gold: Gold) -> Assignment:
    """Somebody holds it."""
    round = make_round(gold.project)
    task = Task.objects.create(round=round, item=gold.item, kind=gold.kind, seq=1, overlap=0, gold=gold)
    for position, response in enumerate(gold.responses.all()):
        TaskResponse.objects.create(task=task, response=response, position=position)
    rater = make_rater(gold.project, "ada")
    return Assignment.objects.create(task=task, rater=rater, shown=[row.pk for row in gold.responses.all()])


def test_a_dimension_that_is_not_named_is_not_checked(project, responses):
    gold = make(project, responses[:1], tolerance=1, explanation="It says where.")
    assert gold.active
    assert (gold.answer, gold.tolerance) == ({"scores": {"helpfulness": 4}}, 1)
    assert list(gold.responses.all()) == responses[:1]


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({}, "answer"),
        ({"scores": {}}, "answer"),
        ({"scores": {"helpfulness": 6}}, "scores.helpfulness"),
        ({"scores": {"helpfulness": 4.5}}, "scores.helpfulness"),
        ({"scores": {"helpfulness": 4, "beauty": 1}}, "scores.beauty"),
        ({"scores": {"beauty": 1}}, "scores.beauty"),
        ({"scores": {"helpfulness": 4}, "ranking": [[1]]}, "ranking"),
        ({"none_acceptable": True}, "none_acceptable"),
    ],
)
def test_a_rating_is_refused_by_the_rules_of_answers(project, responses, answer, field):
    with pytest.raises(GoldInvalid) as error:
        make(project, responses[:1], answer=answer)
    assert field in error.value.fields
    assert not Gold.objects.exists()


def test_orders_name_every_response_once(project, responses):
    a, b, c = (response.pk for response in responses)
    for known in (
        {"ranking": [[b], [a, c]]},
        {"none_acceptable": True},
        {"rankings": {"helpfulness": [[c], [b], [a]]}},
    ):
        assert make(project, responses, "RANKING", answer=known).answer == known
    for wrong in ({"ranking": [[a], [b]]}, {"rankings": {"beauty": [[a], [b], [c]]}}, {"ranking": [[a, b, c, c]]}):
        with pytest.raises(GoldInvalid):
            make(project, responses, "RANKING", answer=wrong)


def test_the_responses_are_as_many_as_the_kind_takes_and_of_one_item(project, responses):
    other = make_responses(make_round(project), make_items(project, 1))
    for kind, chosen in [("RATING", responses), ("COMPARISON", responses), ("RANKING", [*responses[:2], *other])]:
        with pytest.raises(GoldInvalid) as error:
            gold_draft(project=project, kind=kind, responses=chosen, now=NOW)
        assert set(error.value.fields) == {"responses"}


def test_a_response_of_another_project_is_none(project, responses):
    elsewhere = Project.objects.create(slug="coffee", name="Coffee")
    with pytest.raises(GoldInvalid):
        gold_draft(project=elsewhere, kind="RATING", responses=responses[:1], now=NOW)


def test_one_by_hand_is_a_draft_of_an_item_that_no_round_plans(project):
    gold = gold_write(project=project, kind="COMPARISON", prompt="Is tea hot?", texts=["Yes", "Blue"], now=NOW)
    assert not gold.active
    assert gold.item.split == Item.Split.GOLD
    assert [one.text for one in gold.responses.order_by("pk")] == ["Yes", "Blue"]
    assert responses_plan(round=make_round(project, temperatures=[0.2])) == 0
    for given in ({"prompt": " ", "texts": ["a", "b"]}, {"prompt": "x", "texts": ["a"]}):
        with pytest.raises(GoldInvalid):
            gold_write(project=project, kind="COMPARISON", now=NOW, **given)


def test_an_answer_becomes_a_draft_to_be_confirmed(project):
    open_round(project)
    rater = make_rater(project, "ada")
    held = assignment_next(rater=rater, now=NOW)
    answer_submit(assignment_id=held.pk, rater=rater, key=uuid4(), shown=held.shown, answer=full_scores(2), now=NOW)
    gold = gold_from_answer(assignment=Assignment.objects.get(pk=held.pk), now=NOW)
    assert (gold.active, gold.answer) == (False, full_scores(2))
    assert gold_update(gold=gold, answer=gold.answer, purpose="training").active


def test_what_is_right_stays_once_somebody_has_it(project, responses):
    gold = make(project, responses[:1])
    use(gold)
    with pytest.raises(GoldUsed):
        gold_update(gold=gold, answer={"scores": {"helpfulness": 1}}, purpose="gold")
    with pytest.raises(GoldUsed):
        gold_delete(gold=gold)
    kept = gold_update(gold=gold, answer=gold.answer, purpose="gold", explanation="Because.")
    assert kept.explanation == "Because."
    assert not gold_retire(gold=gold).active
    assert gold_retire(gold=gold, active=True).active


def test_a_draft_without_an_answer_is_not_taken_into_use(project, responses):
    draft = gold_draft(project=project, kind="RATING", responses=responses[:1], now=NOW)
    with pytest.raises(GoldInvalid):
        gold_retire(gold=draft, active=True)


def test_an_unused_one_is_deleted_with_what_was_written_for_it_alone(project, responses):
    gold_delete(gold=gold_write(project=project, kind="RATING", prompt="x", texts=["y"], now=NOW))
    gold_delete(gold=make(project, responses[:1]))
    assert not Gold.objects.exists()
    assert not Item.objects.filter(split="gold").exists()
    assert Response.objects.count() == 3


def test_training_keeps_the_order_that_it_is_moved_into(project, responses):
    made = [make(project, [one], purpose="training") for one in responses]
    make(project, responses[:1], purpose="gold")
    gold_move(gold=made[2], up=True)
    gold_move(gold=made[0], up=True)
    gold_move(gold=made[1], up=False)
    order = Gold.objects.filter(purpose="training").order_by("position", "pk")
    assert list(order) == [made[0], made[2], made[1]]


def test_a_tolerance_is_no_less_than_nothing(project, responses):
    for tolerance in (-1, float("nan"), float("inf")):
        with pytest.raises(GoldInvalid):
            make(project, responses[:1], tolerance=tolerance)


def test_a_check_deleted_from_the_end_of_the_order_leaves_no_place_that_raters_have_passed(project):
    policy = {"gold_share": 0.1}
    round = open_round(project, items=2, policy=policy)
    gold = make(project, make_responses(make_round(project, state="REVIEW"), make_items(project, 1)))
    Task.objects.create(round=round, item=gold.item, kind=gold.kind, seq=9, overlap=0, gold=gold)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    held = assignment_next(rater=bob, now=NOW)
    while given := assignment_next(rater=ada, now=NOW):
        if given.task.gold_id:
            pytest.fail("A check came, so that it cannot be deleted.")
        answer_submit(
            assignment_id=given.pk, rater=ada, key=uuid4(), shown=given.shown, answer=full_scores(), now=NOW
        )  # fmt: skip
    gold_delete(gold=gold)
    assignment_skip(assignment_id=held.pk, rater=bob, reason="pass", now=NOW)
    assert assignment_next(rater=ada, now=NOW).task_id == held.task_id
