"""Means within categories and languages, and who is ahead in each."""

import numpy as np
import pytest

from annotations.models import Project
from ranking.selectors.arrays import answers_load
from ranking.selectors.report import report_build
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def reversed_(project: Project) -> Project:
    """The model "new" is better over all, but not with black tea, of which there is less."""
    rng = np.random.default_rng(0)
    made = Answered(project)
    for number in range(60):
        black = number % 3 == 0
        made.item(f"i{number}", category="black" if black else "green", language="tr" if number % 2 else "en")
        for name in ("old", "new"):
            made.response(f"i{number}", name, model=name)
            better = (name == "new") != black
            score = float(np.clip(2 + 1.5 * better + rng.normal(0, 0.2), 1, 5))
            made.rate(f"i{number}", name, "Ann", helpfulness=score)
            made.rate(f"i{number}", name, "judge", judge=True, helpfulness=score + 0.5)
    return project


def test_every_value_has_people_s_mean_the_judge_s_and_their_gap(reversed_: Project):
    report = report_build(answers=answers_load(project=reversed_), seed=0)
    rows = {(row["value"], row["on"]): row for row in report["slices"] if not row["name"]}
    assert {value for value, _on in rows} == {"black", "green", "en", "tr"}
    judge = rows["green", "judge"]
    assert judge["gap"] == pytest.approx(0.5)
    assert judge["n"] == 80
    assert rows["green", "people"]["gap"] is None
    assert judge["mean"] == pytest.approx(rows["green", "people"]["mean"] + 0.5)


def test_a_value_that_reverses_who_is_ahead_is_warned_of(reversed_: Project):
    report = report_build(answers=answers_load(project=reversed_), seed=0)
    texts = [row["text"] for row in report["warnings"] if row["code"] == "reversal"]
    assert len(texts) == 1
    assert "new is ahead on helpfulness over all, but in black old clearly is" in texts[0]


def test_a_reversal_is_told_by_the_difference_on_the_same_prompts(project: Project):
    """Prompts differ far more than models do, so that the intervals of the two overlap in every category."""
    rng = np.random.default_rng(0)
    made = Answered(project)
    for number in range(60):
        black, hard = number % 3 == 0, rng.uniform(-1, 1)
        made.item(f"i{number}", category="black" if black else "green")
        for name in ("old", "new"):
            made.response(f"i{number}", name, model=name)
            better = 0.4 * ((name == "new") != black)
            made.rate(f"i{number}", name, "Ann", helpfulness=float(3 + hard + better + rng.normal(0, 0.1)))
    report = report_build(answers=answers_load(project=project), seed=0)
    rows = {(row["value"], row["name"]): row for row in report["slices"]}
    assert rows["black", "old"]["ci_low"] < rows["black", "new"]["ci_high"]
    assert [row["code"] for row in report["warnings"] if row["code"] == "reversal"] == ["reversal"]
    scores = {row["name"]: row for row in report["scores"] if row["of"] == "model"}
    assert scores["new"]["ci_low"] < scores["old"]["ci_high"]
    assert scores["new"]["behind"] == {}
    assert scores["old"]["behind"]["p_adjusted"] < 0.05
    assert scores["old"]["behind"]["gap"] == pytest.approx(scores["new"]["mean"] - scores["old"]["mean"])


def test_one_category_is_no_slice(project: Project):
    made = Answered(project)
    for number in range(12):
        made.item(f"i{number}", category="green")
        made.rate(f"i{number}", "r", "Ann", helpfulness=3)
    report = report_build(answers=answers_load(project=project), seed=0)
    assert report["slices"] == []
    assert "one category" in report["reasons"]["slices"]


def test_a_judge_s_means_stand_beside_its_mapped_ones(reversed_: Project):
    report = report_build(answers=answers_load(project=reversed_), seed=0)
    rows = {row["name"]: row for row in report["judge_scores"] if row["of"] == "model"}
    people = {row["name"]: row["mean"] for row in report["scores"] if row["of"] == "model"}
    assert {name: row["mean"] for name, row in rows.items()} == pytest.approx({k: v + 0.5 for k, v in people.items()})
    assert {name: row["calibrated"] for name, row in rows.items()} == pytest.approx(people, abs=0.1)
    assert rows["new"]["calibrated_low"] < rows["new"]["calibrated"] < rows["new"]["calibrated_high"]


def test_a_judge_without_a_mapping_says_why(project: Project):
    made = Answered(project)
    made.rate("i1", "r", "judge", judge=True, helpfulness=3)
    report = report_build(answers=answers_load(project=project), seed=0)
    assert report["judge_scores"][0]["calibrated"] is None
    assert "no mapping" in report["reasons"]["judge_scores.0.calibrated"]
