"""What drives scores, out of rows of the database: people beside a judge, with the responses that show it."""

import numpy as np
import pytest

from annotations.models import CounterfactualSet, Item, Project, Response
from ranking.selectors.arrays import answers_load
from ranking.selectors.report import report_build
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db
LIST = "\nDo this:\n- one\n- two"


@pytest.fixture
def planted(project: Project) -> Project:
    """Sixty answers: people dislike lists, the judge loves them; both like tea from Japan a point more."""
    rng = np.random.default_rng(0)
    made = Answered(project)
    for number in range(60):
        listed, japan = number % 2, number % 3 == 0
        made.item(f"i{number}", category="japan" if japan else "china")
        text = "Plain words, " * (4 + number % 7) + LIST * listed
        made.response(f"i{number}", "r", text=text, model="gpt-4" if number % 5 == 0 else "llama-2")
        score = 3 - listed + japan + rng.normal(0, 0.3)
        made.rate(f"i{number}", "r", "Ann", helpfulness=float(np.clip(score, 1, 5)))
        favour = 1.5 * listed + japan + 1.5 * (number % 5 == 0) + rng.normal(0, 0.2)
        made.rate(f"i{number}", "r", "gpt-3.5", judge=True, helpfulness=float(2 + favour))
    return project


def by_name(report, on):
    return {row["name"]: row for row in report["drivers"] if row["on"] == on}


def test_people_and_judge_stand_side_by_side(planted: Project):
    report = report_build(answers=answers_load(project=planted), seed=0)
    people, judge = by_name(report, "people"), by_name(report, "gpt-3.5")
    assert people["list"]["ci_high"] < -0.5 < 0.3 < judge["list"]["ci_low"]
    assert people["category:japan"]["ci_low"] > 0.5
    assert people["list"]["sentence"].startswith("People mark down an answer with a list: -")
    assert judge["list"]["sentence"].startswith("gpt-3.5 rewards an answer with a list: +")
    assert people["list"]["n"] == 60
    assert people["list"]["present"] == 30


def test_what_has_no_category_is_not_in_the_base(project: Project):
    rng = np.random.default_rng(1)
    made = Answered(project)
    for number in range(90):
        category = ("china", "japan", "")[number % 3]
        made.item(f"i{number}", category=category)
        made.response(f"i{number}", "r", text="Plain words. " * (4 + number % 7))
        made.rate(f"i{number}", "r", "Ann", helpfulness=float(2.5 + 2 * (not category) + rng.normal(0, 0.2)))
    people = by_name(report_build(answers=answers_load(project=project), seed=0), "people")
    assert abs(people["category:japan"]["effect"]) < 0.2
    assert people["category:"]["ci_low"] > 1.5
    assert "a rarer category, or none (against china)" in people["category:"]["sentence"]


def test_where_they_part_is_the_difference_of_their_effects(planted: Project):
    report = report_build(answers=answers_load(project=planted), seed=0)
    people, judge = by_name(report, "people"), by_name(report, "gpt-3.5")
    apart = {row["name"]: row for row in report["partings"]}
    assert apart["list"]["difference"] == pytest.approx(judge["list"]["effect"] - people["list"]["effect"])
    assert apart["list"]["p_adjusted"] < 0.001
    assert apart["list"]["sentence"].startswith("gpt-3.5 and people part on an answer with a list: +")
    assert apart["category:japan"]["p_adjusted"] > 0.05
    assert "do not clearly part" in apart["category:japan"]["sentence"]
    shown = Response.objects.filter(pk__in=apart["list"]["responses"])
    assert 0 < len(shown) <= 3


def test_people_s_effects_are_of_their_mean_of_each_response(planted: Project):
    again = Answered(planted)
    for number in range(60):
        again.rate(f"i{number}", "r", "Ben", helpfulness=3)
    rows = by_name(report_build(answers=answers_load(project=planted), seed=0), "people")
    assert rows["list"]["n"] == 60


def test_the_responses_that_show_it_best_have_the_trait_or_miss_it(planted: Project):
    report = report_build(answers=answers_load(project=planted), seed=0)
    shown = Response.objects.filter(pk__in=by_name(report, "gpt-3.5")["list"]["responses"])
    assert 0 < len(shown) <= 3
    rows = {row["name"]: row for row in report["drivers"] if row["on"] == "people"}
    assert all(row["responses"] for row in rows.values())


def test_a_judge_is_audited_for_severity_and_its_own_family(planted: Project):
    audits = {row["kind"]: row for row in report_build(answers=answers_load(project=planted), seed=0)["audits"]}
    assert audits["self_preference"]["ci_low"] > 0
    assert "its own family" in audits["self_preference"]["sentence"]
    assert audits["severity"]["estimate"] > 0
    assert "than people on helpfulness" in audits["severity"]["sentence"]


def test_a_gap_between_the_values_of_an_attribute_is_found_for_people_and_judge(project: Project):
    rng = np.random.default_rng(1)
    made = Answered(project)
    for number in range(25):
        group = CounterfactualSet.objects.create(project=project, external_id=f"s{number}", attribute="gender")
        worth = rng.normal(3, 0.4)
        for value in ("he", "she"):
            name = f"{number}-{value}"
            Item.objects.create(
                project=project, external_id=name, prompt=f"{value} asks {number}", counterfactual_set=group,
                attribute_value=value,
            )  # fmt: skip
            score = worth + (value == "he") * 1.0 + rng.normal(0, 0.1)
            made.rate(name, "r", "Ann", helpfulness=float(score))
            made.rate(name, "r", "judge", judge=True, helpfulness=float(worth))
    rows = report_build(answers=answers_load(project=project), seed=0)["audits"]
    found = {(row["kind"], row["of"]): row for row in rows if row["attribute"] == "gender"}
    people, judge = found["counterfactual", "people"], found["counterfactual", "judge"]
    assert people["ci_low"] > 0.8
    assert people["values"] == ["he", "she"]
    assert people["p_adjusted"] < 0.001
    assert "people score he 1.0" in people["sentence"]
    assert judge["estimate"] == pytest.approx(0, abs=1e-9)
    assert found["flip_rate", "people"]["estimate"] > 0.3
    assert found["flip_rate", "judge"]["estimate"] == 0
