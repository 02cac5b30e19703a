"""Skips and checks, as counts by rater."""

import pytest

from annotations.models import Assignment, Gold, Project, Round
from ranking.selectors.arrays import answers_load
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


def test_it_counts_people_s_tasks_of_finished_rounds_by_kind(project: Project):
    made, going_on = Answered(project), Answered(project, state=Round.State.COLLECTING)
    made.rate("i1", "r", "Ann", helpfulness=3)
    skipped = made.order("i1", [["a"], ["b"]], "Ann")
    Assignment.objects.filter(pk=skipped.pk).update(state=Assignment.State.SKIPPED)
    made.rate("i1", "r", "judge", judge=True, helpfulness=3)
    going_on.rate("i2", "r", "Ann", helpfulness=3)
    data = answers_load(project=project)
    place = [rater.name for rater in data.entities.raters].index("Ann")
    assert data.beside.given == {(place, "RATING"): (1, 0), (place, "COMPARISON"): (0, 1)}


def test_training_and_answers_that_were_not_checked_count_for_nothing(project: Project):
    made = Answered(project)
    for number, (purpose, correct) in enumerate([("gold", 1), ("attention", 0.5), ("training", 0), ("gold", None)]):
        answered = made.rate(f"i{number}", "r", "Ann", helpfulness=3)
        gold = Gold.objects.create(
            project=project, kind="RATING", item=answered.task.item, answer={}, purpose=purpose
        )  # fmt: skip
        answered.task.gold = gold
        answered.task.save()
        Assignment.objects.filter(pk=answered.pk).update(correct=correct)
    data = answers_load(project=project)
    assert list(data.beside.checks.values()) == [(1.5, 2)]
    assert data.beside.given == {}


def test_a_part_of_the_answers_has_nothing_beside_it_and_a_round_has_its_own(project: Project):
    made = Answered(project)
    made.rate("i1", "r", "Ann", helpfulness=3)
    data = answers_load(project=project, round=made.round)
    assert len(data.beside.given) == 1
    assert data.of_answers(data.answers.taken).beside is None
