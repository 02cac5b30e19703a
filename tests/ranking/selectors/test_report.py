"""The report's keys, its reasons, and its parts by a field."""

import json

import numpy as np
import pytest

from annotations.models import Assignment, Project, Round
from ranking.selectors.arrays import answers_load
from ranking.selectors.report import UnknownField, field_values, report_build, report_of
from ranking.selectors.report_text import report_lines
from ranking.selectors.sections.context import UNEXPLAINED
from ranking.services.fits import fit_run
from tests.ranking.answered import Answered, nulls

pytestmark = pytest.mark.django_db


def built(project: Project) -> dict:
    report = report_build(answers=answers_load(project=project), seed=0)
    json.dumps(report, allow_nan=False)
    assert not set(nulls({key: value for key, value in report.items() if key != "reasons"})) - set(report["reasons"])
    return report


@pytest.fixture
def rated(project: Project) -> Project:
    """Thirty items, three people who agree roughly, and a judge that is a point too kind."""
    rng = np.random.default_rng(0)
    made = Answered(project)
    for number in range(30):
        truth = number % 4 + 1
        for name in ("Ann", "Ben", "Cem"):
            score = float(np.clip(truth + rng.integers(-1, 2), 1, 5))
            made.rate(
                f"i{number}", "r", name, helpfulness=score, metadata={"shift": "early" if number < 15 else "late"}
            )
        made.rate(f"i{number}", "r", "kind judge", judge=True, helpfulness=truth + 1)
    return project


def test_it_has_every_key_even_without_any_answer(project: Project):
    report = built(project)
    assert set(report) >= {
        "counts", "agreement", "scores", "strengths", "strengths_of", "strengths_dimension", "strengths_method",
        "strengths_ties", "judges", "judges_mean", "judge_pairwise", "alt_test", "audits", "drivers", "warnings",
        "reasons",
    }  # fmt: skip
    assert report["counts"]["answers"] == 0


def test_it_counts_the_items_and_responses_of_finished_rounds_only(rated: Project):
    going_on = Answered(rated, state=Round.State.COLLECTING)
    made = going_on.response("new", "later")
    made.round, made.external_id = going_on.round, ""
    made.save()
    going_on.item("never answered")
    counts = built(rated)["counts"]
    assert (counts["items"], counts["responses"], counts["answers"]) == (30, 30, 90)


def test_raters_asked_because_others_parted_do_not_lower_agreement(project: Project):
    made = Answered(project)
    made.round.overlap, made.round.policy = 2, {"overlap_cap": 3}
    made.round.save()
    for number in range(12):
        worth = number % 4 + 1
        task = made.rate(f"i{number}", "r", "kind", judge=True, helpfulness=5).task
        for name in ("Ann", "Ben"):
            made.rate(f"i{number}", "r", name, helpfulness=worth)
        for extra in Assignment.objects.filter(task__item__external_id=f"i{number}", rater__kind="person"):
            Assignment.objects.filter(pk=extra.pk).update(task=task)
        third = made.rate(f"i{number}", "r", "Cem", helpfulness=5 - worth)
        Assignment.objects.filter(pk=third.pk).update(task=task)
    found = built(project)
    assert found["agreement"]["helpfulness"]["alpha_ordinal"] == pytest.approx(1)
    assert found["agreement"]["helpfulness"]["n_answers"] == 24
    assert found["counts"]["answers"] == 36


def test_a_judge_that_is_too_kind_is_shifted_back(rated: Project):
    report = built(rated)
    found = report["judges"]["kind judge"]["helpfulness"]
    assert found["bias"] > 0.7
    assert found["method"] == "linear"
    assert found["rmse_calibrated"] < found["rmse_raw"]
    assert found["rmse_calibrated"] < found["rmse_constant"]
    before, after = found["curve"]["before"], found["curve"]["after"]
    assert sum(point["n"] for point in before) == sum(point["n"] for point in after) == found["n"] == 90
    gap = lambda points: np.mean([abs(point["predicted"] - point["observed"]) for point in points])  # noqa: E731
    assert gap(after) < gap(before)
    assert "rmse_known_raters" in found


def test_the_reason_of_a_null_stands_under_its_path(rated: Project):
    report = built(rated)
    assert report["judges_mean"]["kind judge"]["helpfulness"]["rmse_known_raters"] is None
    assert "no rater" in report["reasons"]["judges_mean.kind judge.helpfulness.rmse_known_raters"]
    assert "comparison" in report["reasons"]["strengths"]
    assert UNEXPLAINED not in report["reasons"].values()


def test_by_a_field_parts_people_and_keeps_the_judge_beside_them(rated: Project):
    fit_run(project=rated, seed=0, now=rated.created_at)
    report = report_of(project=rated, by="shift")
    assert set(report["by"]) == {"early", "late"}
    for part in report["by"].values():
        assert part["counts"]["answers"] == 45
        assert part["counts"]["items"] == 15
        assert part["judges"]["kind judge"]["helpfulness"]["n"] == 45


def test_a_field_is_looked_for_in_answers_then_items_then_what_is_built_in(rated: Project):
    answers = answers_load(project=rated)
    assert set(field_values(answers, "shift")) == {"early", "late", None}
    assert set(field_values(answers, "round")) == {"1"}
    fit_run(project=rated, seed=0, now=rated.created_at)
    with pytest.raises(UnknownField, match="colour"):
        report_of(project=rated, by="colour")


def test_verdicts_in_both_orders_show_a_biased_judge(project: Project):
    made = Answered(project)
    rng = np.random.default_rng(1)
    for number in range(40):
        better = ["a", "b"] if rng.random() < 0.5 else ["b", "a"]
        for name in ("Ann", "Ben"):
            made.order(f"i{number}", [[name] for name in better], name)
        for shown in (["a", "b"], ["b", "a"]):
            pick = shown if number % 2 else better
            made.order(f"i{number}", [[name] for name in pick], "judge", judge=True, shown=shown)
    report = built(project)
    found = report["judge_pairwise"]["judge"]
    assert (found["n_pairs"], found["n_verdicts"], found["both_orders"]) == (40, 80, 40)
    assert found["consistency"] == found["always_first"] == 0.5
    assert found["accuracy"] == pytest.approx(0.75)
    assert found["logloss_calibrated"] < found["logloss_constant"]
    audit = next(row for row in report["audits"] if row["of"] == "judge" and row["kind"] == "position")
    assert audit["ci_low"] > 0
    assert "judge chooses what stands first" in audit["sentence"]
    assert "position_bias" in {warning["code"] for warning in report["warnings"]}


def test_labels_keep_a_judges_strategies_apart(project: Project):
    made = Answered(project)
    made.order("i1", [["a"], ["b"]], "Ann")
    for label in ("plain", "careful"):
        made.order("i1", [["a"], ["b"]], "judge", judge=True, label=label)
    assert set(built(project)["judge_pairwise"]) == {"judge/careful", "judge/plain"}


def test_parts_that_were_never_compared_get_no_strengths(project: Project):
    made = Answered(project)
    made.order("i1", [["a"], ["b"]], "Ann")
    made.order("i2", [["c"], ["d"]], "Ann")
    report = built(project)
    assert report["strengths"] is None
    assert "2 parts" in report["reasons"]["strengths"]


def test_it_reads_as_text_too(rated: Project):
    text = "\n".join(report_lines(built(rated)))
    assert "kind judge on helpfulness" in text
    assert "ordinal alpha" in text


def test_a_judge_of_which_nothing_could_be_read_has_reasons_instead_of_figures(project: Project):
    made = Answered(project)
    made.rate("i1", "r", "Ann", helpfulness=4)
    made.rate("i1", "r", "mute judge", judge=True, helpfulness=None)
    report = built(project)
    found = report["judges"]["mute judge"]["helpfulness"]
    assert (found["n"], found["n_unreadable"], found["rmse_raw"]) == (0, 1, None)
    assert "readably" in report["reasons"]["judges.mute judge.helpfulness.rmse_raw"]


def test_a_field_in_which_the_scores_of_one_answer_differ_parts_them(project: Project):
    made = Answered(project)
    for number in range(3):
        for name in ("Ann", "Ben"):
            said = made.rate(f"i{number}", "r", name, helpfulness=4, correctness=2)
            said.scores.filter(dimension__name="helpfulness").update(raw={"metadata": {"sure": "yes"}})
            said.scores.filter(dimension__name="correctness").update(raw={"metadata": {"sure": "no"}})
    fit_run(project=project, seed=0, now=project.created_at)
    report = report_of(project=project, by="sure")
    assert report["counts"]["answers"] == 6
    parts = {value: (part["counts"]["answers"], part["counts"]["ratings"]) for value, part in report["by"].items()}
    assert parts == {"yes": (6, 6), "no": (6, 6)}
    assert list(report["by"]["yes"]["agreement"]) == ["helpfulness"]


def test_data_sets_whose_models_never_met_have_strengths_each(project: Project):
    made = Answered(project)
    for number in range(4):
        for dataset, pair in (("one", ["a", "b"]), ("two", ["x", "y"])):
            made.item(f"{dataset}{number}", dataset=dataset)
            made.order(f"{dataset}{number}", [[pair[number % 2]], [pair[1 - number % 2]]], "Ann")
    fit_run(project=project, seed=0, now=project.created_at)
    report = report_of(project=project, by="dataset")
    assert report["strengths"] is None
    assert "never compared" in report["reasons"]["strengths"]
    assert {row["name"] for row in report["by"]["two"]["strengths"]} == {"x", "y"}


def test_a_judge_whose_scores_bear_other_names_is_warned_of(project: Project):
    made = Answered(project)
    made.rate("i1", "r", "Ann", helpfulness=4)
    made.rate("i1", "r", "far judge", judge=True, helpfulness=3).scores.update(dimension=None, label="Help")
    report = built(project)
    assert report["judges"] == {}
    assert [row["text"].split(" scored")[0] for row in report["warnings"] if row["code"] == "other_dimensions"] == [
        "far judge"
    ]
