"""A report without names."""

import json

import pytest

from annotations.models import Project, Rater
from ranking.selectors.arrays import answers_load
from ranking.selectors.pseudonyms import without_names
from ranking.selectors.report import report_build
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(project: Project) -> dict:
    made = Answered(project)
    for number in range(33):
        for name in ("Ann|Lee", "Ben", "Cem"):
            made.rate(f"i{number}", "r", name, helpfulness=3)
            made.order(f"i{number}", [["a"], ["b"]] if number % 3 else [["b"], ["a"]], name)
        made.rate(f"i{number}", "r", "Judge Dee", judge=True, helpfulness=3)
    return report_build(answers=answers_load(project=project), seed=0)


def test_no_name_of_a_person_is_left_and_judges_keep_theirs(project: Project, report: dict):
    hidden = json.dumps(without_names(report, project=project))
    assert "Ann|Lee" in json.dumps(report)
    for name in ("Ann|Lee", "Ben", "Cem"):
        assert name not in hidden
    assert "Judge Dee" in hidden


def test_the_same_person_has_one_pseudonym_throughout(project: Project, report: dict):
    hidden = without_names(report, project=project)
    pseudonyms = {rater.pseudonym for rater in Rater.objects.filter(kind="person")}
    assert {row["name"] for row in hidden["raters"]} == pseudonyms
    assert {row["name"] for row in hidden["dawid_skene"]["comparisons"]["raters"]} == pseudonyms
    pairs = hidden["agreement"]["helpfulness"]["pairs"]
    assert {name for pair in pairs for name in pair.split("|")} == pseudonyms
    assert len(pairs) == 3
    paths = [path for path in hidden["reasons"] if path.startswith("agreement.helpfulness.pairs.")]
    assert paths
    assert all(path.endswith(".cohen_kappa") for path in paths)


def test_a_fit_of_old_without_raters_is_hidden_too(project: Project, report: dict):
    old = {key: value for key, value in report.items() if key not in ("raters", "dawid_skene")}
    hidden = without_names(old, project=project)
    assert "raters" not in hidden
    assert "Ben" not in json.dumps(hidden["agreement"])


def test_the_report_itself_is_left_as_it_is(project: Project, report: dict):
    before = json.dumps(report)
    without_names(report, project=project)
    assert json.dumps(report) == before
