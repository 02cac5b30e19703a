"""Strengths by each factor and by each model, and what is said where parts never met."""

import numpy as np
import pytest

from annotations.models import Project, PromptTemplate, Response, TemplateVersion
from ranking.selectors.arrays import answers_load
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.strengths import strengths_section
from ranking.stats.standing import MODELS
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


def section(project: Project, model: str = "bradley_terry") -> tuple[dict, Context]:
    context = Context(answers_load(project=project), seed=0)
    return strengths_section(context, model=model)[0], context


def compare(made: Answered, *, items: int = 30, ties: bool = True) -> None:
    """`a` usually before `b`, both before `c`, whole rankings and pairs."""
    rng = np.random.default_rng(0)
    for number in range(items):
        for name in ("Ann", "Ben"):
            draw = rng.random()
            order = (
                [["a"], ["b"], ["c"]] if draw < 0.6 else [["b"], ["a"], ["c"]] if draw < 0.8 else [["c"], ["a", "b"]]
            )
            made.order(f"i{number}", order, name)
        made.order(f"i{number}", [["a", "b"]] if ties and number % 3 == 0 else [["a"], ["b"]], "Cem")


@pytest.mark.parametrize("model", list(MODELS))
def test_every_model_gives_rows_with_places(project: Project, model: str):
    compare(Answered(project))
    found, _ = section(project, model)
    rows = found["strengths"]
    assert [row["name"] for row in rows] == ["a", "b", "c"]
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] for row in rows)
    assert sum(row["p_best"] for row in rows) == pytest.approx(1)
    assert sum(row["strength"] for row in rows) == pytest.approx(1)
    assert found["strengths_model"] == model
    assert found["strengths_ties"] == ("davidson" if model == "davidson" else "half")
    assert (found["strengths_tie_rate"] is not None) == (model == "davidson")
    assert found["strengths_by"]["model"] == rows
    assert found["strengths_parts"] == [["a", "b", "c"]]


def test_versions_and_temperatures_stand_beside_models(project: Project):
    compare(Answered(project))
    template = PromptTemplate.objects.create(project=project, name="answer")
    versions = [TemplateVersion.objects.create(template=template, number=number) for number in (1, 2)]
    for response in Response.objects.all():
        response.version = versions[response.model == "a"]
        response.temperature = 0.2 if response.model == "c" else 0.9
        response.save()
    found, _ = section(project)
    assert found["strengths_of"] == "model"
    assert [row["name"] for row in found["strengths_by"]["version"]] == ["answer v2", "answer v1"]
    assert [row["name"] for row in found["strengths_by"]["temperature"]] == ["0.9", "0.2"]


def test_a_factor_in_which_nothing_differs_is_empty_with_its_reason(project: Project):
    compare(Answered(project), items=6)
    found, context = section(project)
    assert found["strengths_by"]["version"] == []
    assert "do not differ" in context.reasons["strengths_by.version"]


def test_parts_that_never_met_are_named(project: Project):
    made = Answered(project)
    made.order("i1", [["a"], ["b"]], "Ann")
    made.order("i2", [["x"], ["y"]], "Ann")
    found, context = section(project)
    assert (found["strengths"], found["strengths_by"]["model"]) == (None, [])
    assert found["strengths_parts"] == [["a", "b"], ["x", "y"]]
    assert "a, b | x, y" in context.reasons["strengths"]
    assert "never compared" in context.reasons["strengths_by.model"]
    assert found["strengths_model"] == "bradley_terry"


def test_all_ties_give_a_word_and_no_number(project: Project):
    made = Answered(project)
    for number in range(8):
        made.order(f"i{number}", [["a", "b"]], "Ann")
    found, context = section(project)
    assert found["strengths"] is None
    assert "All 8 comparisons are ties" in context.reasons["strengths"]


def test_best_and_worst_count_by_every_model(project: Project):
    made, rng = Answered(project), np.random.default_rng(1)
    for number in range(30):
        order = ["a", "b", "c", "d"] if rng.random() < 0.6 else list(rng.permutation(["a", "b", "c", "d"]))
        made.order(f"i{number}", [[order[0]], order[1:3], [order[3]]], "Ann", kind="BEST_WORST")
    for model in MODELS:
        assert section(project, model)[0]["strengths"][0]["name"] == "a"
