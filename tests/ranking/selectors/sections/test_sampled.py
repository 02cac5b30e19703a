"""Rounds on chosen items, and rounds whose temperatures hang on the category, in the figures of all rounds."""

from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from annotations.models import Project, Round
from ranking.selectors.answers import Answers
from ranking.selectors.arrays import answers_load
from ranking.selectors.arrays.temperatures import scored_of
from ranking.selectors.costs import round_costs
from ranking.selectors.lineage import measured_by_round
from ranking.selectors.over_rounds import turns_of
from ranking.selectors.report import report_build
from ranking.selectors.story import story
from ranking.services.fits import fit_run
from tests.ranking.made import make_items, make_round

pytestmark = pytest.mark.django_db


def good(item: int, temperature: float, rater: int, dimension: str) -> float:
    return 4 + (item + rater) % 2


def bad(item: int, temperature: float, rater: int, dimension: str) -> float:
    return 1 + (item + rater) % 2


@pytest.fixture
def alarmed(project: Project) -> Project:
    """Twelve items that are answered well, and a round on the four that users complained of."""
    items = make_items(project, 12)
    make_round(project, score_of=good, items=items)
    worst = make_round(project, score_of=bad, items=items[:4])
    Round.objects.filter(pk=worst.round.pk).update(chosen=[one.pk for one in items[:4]])
    return project


def report_of(answers: Answers) -> dict[str, Any]:
    return report_build(answers=answers, seed=1)


def told(report: dict[str, Any], code: str) -> list[str]:
    return [one["text"] for one in report["warnings"] if one["code"] == code]


def means(report: dict[str, Any]) -> dict[str, tuple[float, int]]:
    return {row["of"]: (row["mean"], row["n"]) for row in report["scores"] if row["dimension"] == "helpfulness"}


def test_means_over_all_rounds_leave_chosen_items_out_and_say_so(alarmed: Project) -> None:
    answers = answers_load(project=alarmed)
    report = report_of(answers)
    assert means(report) == {"model": (4.5, 24), "version": (4.5, 24), "temperature": (4.5, 24)}
    assert report["counts"]["answers"] == 32
    fair = answers.representative().answers
    assert set(np.unique(fair.round[fair.taken])) == {1}
    (said,) = told(report, "chosen_items")
    assert said.startswith("Round 2 asked 4 chosen items, which are no random sample.")
    assert "leave its 8 answers out" in said
    # What a part of the answers says is of the items that are in it.
    part = report_of(answers.of_answers(answers.answers.round == 2))
    assert means(part)["version"] == (1.5, 8)
    assert "speak of these items alone" in told(part, "chosen_items")[0]
    assert told(report_of(answers.of_answers(answers.answers.round == 1)), "chosen_items") == []


def test_a_round_on_chosen_items_has_its_own_figures_and_moves_no_others(alarmed: Project) -> None:
    first, second = alarmed.rounds.order_by("number")
    own = report_of(answers_load(project=alarmed, round=second))
    assert means(own)["version"] == (1.5, 8)
    assert told(own, "chosen_items") == [
        "Round 2 asked 4 chosen items, which are no random sample: its figures speak of these items alone."
    ]
    dimension = alarmed.rubric.dimensions.get(name="helpfulness")
    assert {one.response for one in scored_of(first.versions.get().template, [dimension])} == set(
        first.responses.values_list("pk", flat=True)
    )
    for round in (first, second):
        fit_run(project=alarmed, round=round, seed=1, now=timezone.now())
    assert [number for number, _ in measured_by_round(alarmed, dimension)] == [1]
    assert round_costs(turns_of(alarmed), "helpfulness")[1].gain is None


def test_temperatures_that_hang_on_the_category_are_told(project: Project) -> None:
    made = make_round(project, score_of=good, temperatures=(0.2, 0.8))
    Round.objects.filter(pk=made.round.pk).update(temperature_plan={"green": [0.2], "": [0.2]})
    assert told(report_of(answers_load(project=project)), "drawn_temperatures") == []
    Round.objects.filter(pk=made.round.pk).update(temperature_plan={"green": [0.2, 0.2, 0.8], "": [0.8]})
    (said,) = told(report_of(answers_load(project=project)), "drawn_temperatures")
    assert said.startswith("Temperatures hang on the category of an item in these rounds: 1.")
    lines = story(report_of(answers_load(project=project)), primary="helpfulness", labels={})
    assert not any("score 0.2 highest" in line.text or "score 0.8 highest" in line.text for line in lines)
