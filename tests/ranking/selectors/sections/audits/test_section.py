"""Biases out of rows of the database: each with advice, and with the figure without it."""

import numpy as np
import pytest

from annotations.models import CounterfactualSet, Item, Project
from annotations.said import Said
from ranking.selectors.arrays import answers_load
from ranking.selectors.clear import Standing, is_clear
from ranking.selectors.report import report_build
from ranking.selectors.sections.audits import audits_section
from ranking.selectors.sections.audits.words import bias_sentence
from ranking.selectors.sections.context import Context
from ranking.stats.audits.base import Finding
from tests.annotations.importers.files import comparison, jsonl, take
from tests.ranking.answered import Answered, nulls

pytestmark = pytest.mark.django_db


def built(project: Project) -> dict:
    report = report_build(answers=answers_load(project=project), seed=0)
    assert not set(nulls({key: value for key, value in report.items() if key != "reasons"})) - set(report["reasons"])
    for row in report["audits"]:
        assert row["advice"].startswith("Nothing to do") is not is_clear(row), row
    return report


def of(report: dict, kind: str, who: str, attribute: str = "") -> dict:
    [row] = [
        row for row in report["audits"]
        if (row["kind"], row["of"], row["attribute"]) == (kind, who, attribute) and row["measured_on"] != "swaps"
    ]  # fmt: skip
    return row


@pytest.fixture
def compared(project: Project) -> Project:
    """Two models of equal worth, one of which writes thrice as long; the judge pays for length, people do not."""
    rng = np.random.default_rng(0)
    made = Answered(project)
    for number in range(90):
        lengths = {"brief": int(rng.integers(3, 12)), "wordy": int(rng.integers(9, 36))}
        for name, words in lengths.items():
            made.response(f"i{number}", name, model=f"{name}-model", text="tea " * words)
        for who in ("Ann", "Ben"):
            made.order(f"i{number}", [[one] for one in rng.permutation(["brief", "wordy"])], who)
        longer = np.log2(lengths["wordy"] / lengths["brief"])
        for shown in (["brief", "wordy"], ["wordy", "brief"]):
            wins = rng.random() < 1 / (1 + np.exp(-1.2 * longer))
            order = ["wordy", "brief"] if wins else ["brief", "wordy"]
            made.order(f"i{number}", [[one] for one in order], "judge", judge=True, shown=shown)
    return project


def test_a_length_bias_comes_with_advice_and_the_win_rate_at_equal_length(compared: Project):
    report = built(compared)
    judge, people = of(report, "length", "judge"), of(report, "length", "people")
    assert judge["p_adjusted"] < 0.01
    assert "win rate at equal length" in judge["advice"]
    assert people["p_adjusted"] > 0.05
    assert people["advice"].startswith("Nothing to do")
    debiased = judge["debiased"]
    assert (debiased["figure"], debiased["of"]) == ("Win rate at equal length", "model")
    rows = {row["name"]: row for row in debiased["rows"]}
    assert rows["wordy-model"]["raw"] > 0.75
    assert rows["wordy-model"]["ci_low"] < 0.5 < rows["wordy-model"]["ci_high"]


def test_position_is_audited_for_whoever_saw_an_order(compared: Project):
    report = built(compared)
    assert of(report, "position", "judge")["p_adjusted"] > 0.05
    assert "not known" in report["reasons"]["audits.position.people"]


def test_people_s_severities_and_the_judge_s_stand_under_one_kind(project: Project):
    rng = np.random.default_rng(1)
    made = Answered(project)
    for number in range(40):
        made.response(f"i{number}", "r", model=["one", "two"][number % 2])
        worth = rng.normal(3, 0.5)
        for name, mild in (("Ann", 0.6), ("Ben", 0.0), ("Cem", -0.6)):
            made.rate(f"i{number}", "r", name, helpfulness=float(worth + mild + rng.normal(0, 0.2)))
        made.rate(f"i{number}", "r", "judge", judge=True, helpfulness=float(worth + 0.8))
    report = built(project)
    people, judge = of(report, "severity", "people"), of(report, "severity", "judge")
    assert people["measured_on"] == "overlaps"
    assert people["ci_low"] > 0.2
    assert "People differ by 0." in people["sentence"]
    assert "take severity off" in people["advice"]
    assert {row["name"] for row in people["debiased"]["rows"]} == {"one", "two"}
    assert judge["estimate"] == pytest.approx(0.8, abs=0.2)
    fair = {row["name"]: row["adjusted"] for row in judge["debiased"]["rows"]}
    mean = {row["name"]: row["mean"] for row in report["scores"] if row["of"] == "model"}
    assert fair == pytest.approx(mean, abs=0.15)


def test_choices_on_a_dimension_say_which(project: Project):
    made = Answered(project)
    rng = np.random.default_rng(2)
    for number in range(30):
        for name, words in (("a", int(rng.integers(2, 30))), ("b", int(rng.integers(2, 30)))):
            made.response(f"i{number}", name, text="tea " * words)
        made.order(f"i{number}", [["a"], ["b"]] if number % 2 else [["b"], ["a"]], "Ann", dimension="correctness")
    row = of(built(project), "length", "people")
    assert row["dimension"] == "correctness"
    assert row["sentence"].startswith("correctness: People")


def test_a_judge_s_own_family_in_choices_is_set_against_what_people_prefer(project: Project):
    made = Answered(project)
    rng = np.random.default_rng(3)
    for number in range(80):
        made.response(f"i{number}", "g", model="gpt-4")
        made.response(f"i{number}", "l", model="llama-2")
        for who in ("Ann", "Ben", "Cem"):
            made.order(f"i{number}", [[one] for one in rng.permutation(["g", "l"])], who)
        order = ["g", "l"] if rng.random() < 0.85 else ["l", "g"]
        made.order(f"i{number}", [[one] for one in order], "gpt-3.5", judge=True)
    row = of(built(project), "self_preference", "gpt-3.5")
    assert row["measured_on"] == "own_choices"
    assert row["ci_low"] > 0.1
    assert "chooses its own family" in row["sentence"]


def test_the_values_of_an_attribute_have_a_table_and_the_judge_s_gap_beyond_people_s(project: Project):
    rng = np.random.default_rng(4)
    made = Answered(project)
    for number in range(25):
        group = CounterfactualSet.objects.create(project=project, external_id=f"s{number}", attribute="name")
        for value in ("Ayşe", "Murat"):
            name = f"{number}-{value}"
            Item.objects.create(
                project=project, external_id=name, prompt=f"I am {value} {number}", counterfactual_set=group,
                attribute_value=value,
            )  # fmt: skip
            worth = rng.normal(3, 0.3)
            made.rate(name, "r", "Ann", helpfulness=float(worth))
            made.rate(name, "r", "judge", judge=True, helpfulness=float(worth + (value == "Murat")))
    report = built(project)
    rows = {(row["of"], row["value"]): row for row in report["groups"] if row["attribute"] == "name"}
    judge = rows["judge", "Murat"]
    assert (judge["n"], judge["sets"]) == (25, 25)
    assert judge["ci_low"] < judge["mean"] < judge["ci_high"]
    assert 0 <= judge["accepted_low"] <= judge["accepted"] <= judge["accepted_high"] <= 1
    [gap] = [row for row in report["audits"] if row["kind"] == "counterfactual" and row["of"] == "judge"]
    assert gap["beyond_people"]["estimate"] == pytest.approx(-1.0)
    assert "Do not let this judge decide alone" in gap["advice"]
    [people] = [row for row in report["audits"] if row["kind"] == "counterfactual" and row["of"] == "people"]
    assert people["beyond_people"] == {}


def test_without_anything_to_audit_the_report_says_so(project: Project):
    report = built(project)
    assert (report["audits"], report["groups"], report["partings"], report["slices"], report["judge_scores"]) == (
        [], [], [], [], [],
    )  # fmt: skip
    assert "counterfactual set" in report["reasons"]["groups"]


def test_raters_who_part_are_no_flip(project: Project):
    """Of every set both sides have a mean of 3, which is accepted; of one side the raters are further apart."""
    project.rubric.dimensions.update(acceptance_threshold=3)
    made = Answered(project)
    for number in range(12):
        group = CounterfactualSet.objects.create(project=project, external_id=f"s{number}", attribute="gender")
        for value, apart in (("man", 0.0), ("woman", 0.6)):
            name = f"{value}{number}"
            Item.objects.create(
                project=project, external_id=name, prompt=f"I am {value} {number}", counterfactual_set=group,
                attribute_value=value,
            )  # fmt: skip
            for rater, sign in (("Ann", -1), ("Bob", 1)):
                made.rate(name, "r", rater, helpfulness=3.0 + sign * apart)
    report = built(project)
    [flips] = [row for row in report["audits"] if row["kind"] == "flip_rate"]
    assert (flips["estimate"], flips["n"]) == (0, 12)
    assert [(row["accepted"], row["n"], row["sets"]) for row in report["groups"]] == [(1, 24, 12)] * 2


def test_a_figure_that_was_had_in_another_way_says_so_after_the_sentence():
    found = Finding(0.2, 0.1, 0.3, 0.001, 40, caveat=Said("The order was not drawn."))
    row = {"kind": "position", "measured_on": "choices", "of": "people", "dimension": "", "attribute": ""}
    sentence = bias_sentence(row, found, Standing(0.001, 0.001, 1))
    assert sentence.startswith("People choose what stands first 20.0 points more often")
    assert sentence.endswith("n = 40). The order was not drawn.")


def test_an_order_that_who_wrote_tells_leaves_no_figure_and_a_warning(tmp_path):
    """Whatever wins by standing first also stands in the strengths."""
    rows = [
        comparison(item_id=f"t{place}", prompt=f"Why {place}?", shown_order=["r1", "r2"],
                   ranking=[["r1"], ["r2"]] if place % 3 else [["r2"], ["r1"]])
        for place in range(30)
    ]  # fmt: skip
    take(jsonl(tmp_path / "a.jsonl", *rows))
    context = Context(answers_load(project=Project.objects.get()), 0)
    assert not [row for row in audits_section(context) if row["kind"] == "position"]
    [warning] = [row for row in context.warnings if row["code"] == "order_not_drawn"]
    assert warning["text"].startswith("People: Who wrote the responses tells where they stood")
    assert "100% of its 30 choices" in context.reasons["audits.position.people"]
