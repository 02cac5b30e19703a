"""Strengths and scores by category and language, and where they contradict the whole."""

import numpy as np
import pytest

from annotations.models import Project
from ranking.selectors.arrays import answers_load
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.scores_within import scores_within_section
from ranking.selectors.sections.strengths import strengths_section
from ranking.selectors.sections.strengths_within import strengths_within_section
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


def compared(project: Project) -> tuple[dict, Context]:
    context = Context(answers_load(project=project), seed=0)
    _, strong = strengths_section(context)
    return strengths_within_section(context, strong, model="bradley_terry"), context


def scored(project: Project) -> tuple[dict, Context]:
    context = Context(answers_load(project=project), seed=0)
    return scores_within_section(context), context


@pytest.fixture
def simpson(project: Project) -> Project:
    """`a` is better over all, and clearly worse on poems, of which there are fewer."""
    made, rng = Answered(project), np.random.default_rng(0)
    for number in range(60):
        poem = number % 4 == 0
        item = made.item(f"i{number}", category="poems" if poem else "facts", language="en")
        better = ("b" if poem else "a") if rng.random() < 0.95 else ("a" if poem else "b")
        for name in ("Ann", "Ben"):
            made.order(item.external_id, [[better], ["b" if better == "a" else "a"]], name)
            for response in ("a", "b"):
                score = 4 if response == better else 2
                made.rate(item.external_id, response, name, helpfulness=score)
    return project


def test_each_category_has_its_own_strengths_beside_the_total(simpson: Project):
    found, context = compared(simpson)
    within = found["strengths_within"]
    assert [row["name"] for row in within["category"]["facts"]] == ["a", "b"]
    assert [row["name"] for row in within["category"]["poems"]] == ["b", "a"]
    assert all(row["elo_low"] < row["elo"] for row in within["category"]["facts"])
    assert within["language"] is None
    assert "one value" in context.reasons["strengths_within.language"]


def test_a_category_that_clearly_reverses_the_order_is_warned_of(simpson: Project):
    found, context = compared(simpson)
    (row,) = found["strengths_reversals"]
    assert (row["field"], row["value"], row["ahead"], row["behind"]) == ("category", "poems", "a", "b")
    assert row["elo_whole"] > 0 > row["elo_part"]
    assert row["p_adjusted"] < 0.05
    assert row["sentence"].startswith("In category poems people prefer b over a, by ")
    assert [warning["code"] for warning in context.warnings if warning["path"] == "strengths_reversals"] == ["simpson"]


def test_a_part_that_cannot_be_computed_is_empty_with_its_reason(simpson: Project):
    made = Answered(simpson)
    made.item("odd", category="odd")
    made.order("odd", [["a", "b"]], "Ann")
    found, context = compared(simpson)
    assert found["strengths_within"]["category"]["odd"] == []
    assert "ties" in context.reasons["strengths_within.category.odd"]


def test_without_strengths_of_the_whole_there_are_none_of_parts(project: Project):
    found, context = compared(project)
    assert found["strengths_within"] == {"category": None, "language": None}
    assert found["strengths_reversals"] == []
    assert "no strengths of the whole" in context.reasons["strengths_within"]


def test_scores_have_the_same_by_category(simpson: Project):
    found, _context = scored(simpson)
    assert found["scores_within_of"] == "model"
    means = {
        (row["name"], value): row["mean"] for value, rows in found["scores_within"]["category"].items() for row in rows
    }
    assert means["a", "facts"] > means["b", "facts"]
    assert means["a", "poems"] < means["b", "poems"]
    (row,) = found["scores_reversals"]
    assert (row["value"], row["ahead"], row["behind"], row["dimension"]) == ("poems", "a", "b", "helpfulness")
    assert row["points_whole"] > 0 > row["points_part"]
    assert "people score b higher on helpfulness than a" in row["sentence"]


def test_categories_that_agree_with_the_whole_are_not_warned_of(project: Project):
    made = Answered(project)
    for number in range(24):
        made.item(f"i{number}", category=("x", "y")[number % 2])
        for response, score in (("a", 4), ("b", 2 + number % 3)):
            made.rate(f"i{number}", response, "Ann", helpfulness=score)
    found, context = scored(project)
    assert found["scores_reversals"] == []
    assert context.warnings == []


def test_scores_of_nobody_with_a_name_are_refused(project: Project):
    found, context = scored(project)
    assert found["scores_within_of"] is None
    assert "no scored response has a model" in context.reasons["scores_within_of"].lower()
