"""The table of raters: every measure with n and interval, a reason for each that is missing, and who stands apart."""

import numpy as np
import pytest

from annotations.models import Assignment, Gold, Project
from ranking.selectors.arrays import answers_load
from ranking.selectors.report import report_build
from tests.ranking.answered import Answered, nulls

pytestmark = pytest.mark.django_db

NAMES = ("Ann", "Ben", "Cem", "Dee", "Eva")


def panel(made: Answered, *, severe: float = 0.0, items: int = 40) -> None:
    rng = np.random.default_rng(0)
    for number in range(items):
        worth = number % 3 + 2.0
        for name in NAMES:
            lean = -severe if name == "Eva" else 0.0
            score = float(np.clip(round(worth + lean + rng.normal(0, 0.5)), 1, 5))
            made.rate(f"i{number}", "r", name, helpfulness=score)


def built(project: Project) -> dict:
    report = report_build(answers=answers_load(project=project), seed=0)
    assert not set(nulls({key: value for key, value in report.items() if key != "reasons"})) - set(report["reasons"])
    return report


def test_every_person_has_a_row_with_measures_and_intervals(project: Project):
    made = Answered(project)
    panel(made)
    made.rate("i1", "r", "kind judge", judge=True, helpfulness=3)
    rows = built(project)["raters"]
    assert [row["name"] for row in rows] == list(NAMES)
    for row in rows:
        found = row["dimensions"]["helpfulness"]
        assert (row["n"], found["n"], found["agreement"]["n"]) == (40, 40, 40)
        assert found["agreement"]["ci_low"] < found["agreement"]["value"] < found["agreement"]["ci_high"]
        assert found["severity"]["ci_low"] < found["severity"]["leniency"] < found["severity"]["ci_high"]
        assert found["noise"]["ci_low"] < found["noise"]["sd"] < found["noise"]["ci_high"]
    assert [row["flags"] for row in rows] == [[]] * 5


def test_a_severe_rater_is_pointed_out_and_stays_in_every_figure(project: Project):
    panel(Answered(project), severe=2.0)
    report = built(project)
    eva = next(row for row in report["raters"] if row["name"] == "Eva")
    assert eva["dimensions"]["helpfulness"]["severity"]["leniency"] < -1
    assert eva["flags"][0]["code"] == "severe"
    assert "points less than the rest on helpfulness" in eva["flags"][0]["reason"]
    assert all(not row["flags"] for row in report["raters"] if row["name"] != "Eva")
    (warning,) = [row for row in report["warnings"] if row["code"] == "raters_apart"]
    assert warning["text"].startswith("1 of 5 raters stand far")
    assert "Eva" not in warning["text"]
    assert report["counts"]["ratings"] == 200
    assert report["consensus"]["helpfulness"]["n_answers"] == 200


def test_checks_and_repeats_are_shares_of_the_rater(project: Project):
    made = Answered(project)
    panel(made, items=12)
    for number in range(12):
        made.rate(f"i{number}", "r", "Ann", repeat=1, helpfulness=5)
    for number in range(6):
        answered = made.rate(f"check{number}", "r", "Ben", helpfulness=1)
        answered.task.gold = Gold.objects.create(project=project, kind="RATING", item=answered.task.item, answer={})
        answered.task.save()
        Assignment.objects.filter(pk=answered.pk).update(correct=number % 2)
    rows = {row["name"]: row for row in built(project)["raters"]}
    assert rows["Ann"]["self_consistency"]["n"] == 12
    assert (rows["Ben"]["checks"]["accuracy"], rows["Ben"]["checks"]["n"]) == (0.5, 6)
    assert rows["Ann"]["checks"] is rows["Ben"]["self_consistency"] is None


def test_a_rater_who_shares_nothing_has_reasons_instead_of_figures(project: Project):
    made = Answered(project)
    panel(made, items=12)
    made.rate("far", "r", "Zoe", helpfulness=3)
    report = built(project)
    place = [row["name"] for row in report["raters"]].index("Zoe")
    found = report["raters"][place]["dimensions"]["helpfulness"]
    assert found == {"n": 1, "agreement": None, "severity": None, "noise": None}
    path = f"raters.{place}.dimensions.helpfulness"
    assert "Fewer than ten" in report["reasons"][f"{path}.agreement"]
    assert "shares no response" in report["reasons"][f"{path}.severity"]


def test_choices_between_two_tell_how_reliable_each_is(project: Project):
    made, rng = Answered(project), np.random.default_rng(2)
    for number in range(30):
        for name, right in (("Ann", 0.95), ("Ben", 0.9), ("Cem", 0.5)):
            best = "a" if rng.random() < right else "b"
            made.order(f"i{number}", [[best], ["b" if best == "a" else "a"]], name)
    rows = {row["name"]: row["comparisons"]["comparisons"] for row in built(project)["raters"]}
    assert rows["Cem"]["reliability"]["value"] < rows["Ann"]["reliability"]["value"]
    assert rows["Ann"]["reliability"]["n"] == rows["Ann"]["n"] == 30
