"""What a report says of judges beside people: mapped, used, gated."""

import numpy as np
import pytest

from annotations.models import Project, Response
from ranking.selectors.arrays import answers_load
from ranking.selectors.documents import documents
from ranking.selectors.report import report_build
from ranking.selectors.rules import Rule
from ranking.selectors.sections.context import UNEXPLAINED
from ranking.selectors.sections.judges import beside_people, judged
from tests.ranking.answered import Answered, nulls
from tests.ranking.mapped import PEOPLE, Bulk, mapped_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(project: Project) -> dict:
    return mapped_report(project)


def test_every_null_says_why(report):
    own = {key: value for key, value in report.items() if key != "reasons"}
    assert not set(nulls(own)) - set(report["reasons"])
    assert UNEXPLAINED not in report["reasons"].values()


def test_a_kind_judge_says_what_its_calibrated_score_is_worth(report):
    entry = report["judges"]["kind"]["helpfulness"]
    assert entry["rmse_calibrated"] < min(entry["rmse_constant"], entry["rmse_raw"])
    assert entry["rmse_calibrated"] <= entry["rmse_fresh"] < entry["rmse_constant"]
    assert ("On new prompts expect" in entry["sentence"]) == (entry["rmse_fresh"] > 1.02 * entry["rmse_calibrated"])
    assert entry["spearman_calibrated"] > 0.5
    assert entry["kendall_calibrated"] > 0.4
    assert entry["level_log_loss"]["calibrated"] < entry["level_log_loss"]["constant"]
    assert 0.88 <= entry["coverage_90"] <= 0.97
    assert entry["sentence"].startswith("Calibrated, kind is")


def test_its_claims_of_acceptance_are_mended(report):
    told = report["judges"]["kind"]["helpfulness"]["acceptance"]
    assert (told["threshold"], told["threshold_given"], told["on"]) == (4, True, "calibrated")
    assert told["after"]["brier"] < told["constant"]["brier"] < told["before"]["brier"]
    assert told["after"]["ece"] < told["before"]["ece"]
    assert 0 < told["gain_low"] < told["gain_high"]
    assert sum(point["n"] for point in told["after"]["diagram"]) == told["n"] == 180
    assert "As it is, the claimed chance of acceptance is off by" in told["sentence"]


def test_its_learning_curve_says_whether_more_answers_help(report):
    curve = report["judges"]["kind"]["helpfulness"]["learning"]
    assert [step["n"] for step in curve["steps"]] == sorted(step["n"] for step in curve["steps"])
    assert curve["steps"][-1]["error"] < curve["reference"]
    assert "more answers" in curve["sentence"] or "More answers" in curve["sentence"]
    guessing = report["judges"]["guesser"]["helpfulness"]["learning"]
    assert "signal" in guessing["sentence"] or "people's mean" in guessing["sentence"]


def test_what_could_be_left_to_it_is_of_all_that_it_scored(report):
    alone = report["judges"]["kind"]["helpfulness"]["abstention"]
    assert alone["n_judged"] == 90
    assert (alone["max_half_width"], alone["rule_given"]) == (1.0, False)
    limits = [point["limit"] for point in alone["curve"]]
    assert limits == sorted(limits)
    assert alone["curve"][-1]["share"] == 1


def test_a_judge_without_signal_decides_nothing(report):
    entry = report["judges"]["guesser"]["helpfulness"]
    assert entry["method"] == "constant"
    assert "carries no signal on helpfulness here" in entry["sentence"]
    assert entry["abstention"]["allowed"] is False
    assert entry["abstention"]["share_of_judged"] == 0
    assert {"no_signal"} == {row["code"] for row in report["warnings"] if "guesser carries" in row["text"]}


def test_versions_with_few_labels_are_warned_of(report):
    assert report["judges"]["kind"]["helpfulness"]["versions"] == {"answer v1": {"labelled": 3, "judged": 4}}
    (warning,) = [row for row in report["warnings"] if row["code"] == "few_labels" and "kind's" in row["text"]]
    assert warning["text"].startswith(
        "Only 3 responses of answer v1 have people's scores on helpfulness; before 20 have"
    )


def test_a_severe_or_kind_judge_may_stand_in_once_calibrated(report):
    test = report["alt_test"]["kind"]["helpfulness"]
    assert (test["passes"], test["shifted"]["passes"], test["may_stand_in"]) == (False, True, True)
    assert test["shifted"]["p_value"] <= test["level"] == 0.025 < test["p_value"]
    assert "once calibrated" in test["gate"]


def test_a_judge_that_guesses_may_not(report):
    test = report["alt_test"]["guesser"]["helpfulness"]
    assert test["may_stand_in"] is False
    assert "may not stand in for a rater on helpfulness" in test["gate"]


def test_verdicts_are_mapped_to_preferences_and_onto_the_scale_of_scores(report):
    entry = report["preferences"]["comparer"]
    assert (entry["source"], entry["scale"], entry["n_pairs"], entry["n_votes"]) == ("verdicts", "points", 60, 180)
    assert entry["logloss_calibrated"] < entry["logloss_constant"]
    assert {sum(one["n"] for one in side["diagram"]) for side in entry["reliability"].values()} == {60}
    points = entry["points"]["helpfulness"]
    assert points["rmse_calibrated"] < points["rmse_constant"]
    assert points["rmse_raw"] is None
    assert "no error in points" in report["reasons"]["preferences.comparer.points.helpfulness.rmse_raw"]
    assert "identity" not in points["mapping"]["errors"]


def test_the_key_judge_pairwise_tells_the_same_log_losses(report):
    pairwise, entry = report["judge_pairwise"]["comparer"], report["preferences"]["comparer"]
    for name in ("logloss_constant", "logloss_raw", "logloss_calibrated", "brier_calibrated"):
        assert pairwise[name] == entry[name]
    assert pairwise["preference"]["coefficients"] == entry["mapping"]["parameters"]["coefficients"]


def test_few_labels_and_many_judgements_give_a_narrower_mean(report):
    (mean,) = [
        row for row in report["estimates"] if (row["judge"], row["kind"], row["of"]) == ("kind", "mean", "model")
    ]
    assert (mean["name"], mean["n_labels"], mean["n_judged"]) == ("a", 60, 30)
    assert mean["correlation"] > 0.7
    assert 0 < mean["narrower"] < 1
    assert mean["ci_low"] < mean["labels_estimate"] < mean["ci_high"]
    assert f"correlate {mean['correlation']:.2f} with people's" in mean["sentence"]


def test_a_pass_rate_is_corrected_for_how_the_judge_errs(report):
    (rate,) = [row for row in report["estimates"] if (row["kind"], row["of"]) == ("pass_rate", "model")]
    assert 0 <= rate["ci_low"] <= rate["estimate"] <= rate["ci_high"] <= 1
    assert rate["method"] == "rogan_gladen"
    assert ("no narrower than people's 60 prompts alone" in rate["sentence"]) == (rate["narrower"] < 0.01)


def test_a_judge_that_accepts_bad_answers_as_often_as_good_ones_is_refused_in_words(project: Project):
    made = Bulk(project, ["a"], 60)
    for place in range(60):
        accepted = place % 2
        made.rate(place, "a", "backward", judge=True, helpfulness=2.0 if accepted else 5.0)
        if place < 40:
            made.rate(place, "a", "Ann", helpfulness=5.0 if accepted else 2.0)
    made.write()
    report = report_build(answers=answers_load(project=project), seed=0)
    assert [row["kind"] for row in report["estimates"]] == ["mean"]
    assert "says nothing of people's" in report["reasons"]["estimates.pass_rate.backward.helpfulness.model.a"]


def test_a_models_own_confidence_is_held_against_acceptance(report):
    entry = report["confidence"]["a"]["helpfulness"]
    assert entry["n"] == 180
    assert entry["mean"] > 0.9 > 0.4 > entry["accepted"]
    assert entry["after"]["ece"] < 0.15 < 0.5 < entry["before"]["ece"]
    assert "sure of its words" in entry["sentence"]
    assert entry["n_imported"] == 180


def test_people_who_only_compare_leave_a_scale_of_chances(project: Project):
    made = Bulk(project, ["a", "b"], 120)
    rng = np.random.default_rng(0)
    for place in range(120):
        worth = rng.normal(size=2)
        better = ["a", "b"] if worth[0] > worth[1] else ["b", "a"]
        for person in PEOPLE:
            made.order(place, better if rng.random() < 0.85 else better[::-1], person)
        for name, value in zip(("a", "b"), worth, strict=True):
            score = float(np.clip(np.round(3 + value), 1, 5))
            made.rate(place, name, "scorer", judge=True, helpfulness=score)
        made.order(place, better, "chooser", judge=True)
    made.write()
    report = report_build(answers=answers_load(project=project), seed=0)
    verdicts, scores = report["preferences"]["chooser"], report["preferences"]["scorer/helpfulness"]
    assert (verdicts["scale"], scores["scale"]) == ("probability", "probability")
    assert (scores["source"], scores["method"]) == ("scores", "difference")
    assert "only comparisons, so its scale is that chance, not points" in verdicts["sentence"]
    assert scores["logloss_calibrated"] < np.log(2)
    assert "gave no scores" in report["reasons"]["preferences.chooser.points"]
    # What it scored higher is what it chooses, so scores are put to the test too; they tie where no person does.
    for key, may in (("chooser", True), ("scorer/helpfulness", False)):
        test = report["alt_test"][key]["comparisons"]
        assert (test["raters"], test["may_stand_in"], test["metric"]) == (3, may, "accuracy")
        assert test["advantage_probability"] > 0.6
        assert report["preferences"][key]["abstention"]["allowed"] is may


def test_a_judge_that_nobody_could_test_decides_nothing(project: Project):
    made, rng = Bulk(project, ["a", "b"], 75), np.random.default_rng(2)
    for place in range(75):
        made.rate(place, "a", "judge", judge=True, helpfulness=float(place % 5 + 1))
        if place >= 60:
            continue
        made.rate(place, "a", "Ann", helpfulness=float(np.clip(place % 5 + 1 + rng.integers(-1, 2), 1, 5)))
        better = ["a", "b"] if place % 2 else ["b", "a"]
        made.order(place, better, "judge", judge=True)
        made.order(place, better if place % 9 else better[::-1], "Ann")
    made.write()
    answers = answers_load(project=project)
    report = report_build(answers=answers, seed=0, rules={("judge", "helpfulness"): Rule(1.9)})
    for entry, share in (
        (report["judges"]["judge"]["helpfulness"], "share_of_judged"), (report["preferences"]["judge"], "share"),
    ):  # fmt: skip
        alone = entry["abstention"]
        assert alone[share] > 0.9
        assert alone["allowed"] is False
        assert (
            "nobody has tested whether it may stand in for a rater here: all of it goes to people" in alone["sentence"]
        )
        assert alone["sentence"].endswith("The test needs at least 3 people with 30 answers each that another person "
                                          "and the judge gave too; there are 0.")  # fmt: skip
    reasons = {
        each.kind: each.document["reason"]
        for each in documents(report, {each.name: each for each in answers.entities.dimensions})
    }
    assert reasons["scores"] == report["alt_test"]["judge"]["helpfulness"]["gate"]
    assert "holds like against like" in reasons["verdicts"]


def nameless(project: Project) -> None:
    """Thirty responses of no model that a judge scored, twenty of which a person did too."""
    made = Bulk(project, ["a", "b"], 30)
    for place in range(30):
        made.rate(place, "a", "judge", judge=True, helpfulness=float(place % 5 + 1))
        if place < 20:
            made.rate(place, "a", "Ann", helpfulness=float(np.clip(place % 5 + 1 + (place % 3) - 1, 1, 5)))
    made.write()
    Response.objects.filter(item__project=project).update(model="")


def test_responses_without_a_name_are_a_group_of_estimates(project: Project):
    nameless(project)
    report = report_build(answers=answers_load(project=project), seed=0)
    rows = [(row["kind"], row["of"], row["name"], row["n_labels"], row["n_judged"]) for row in report["estimates"]]
    assert rows[0] == ("mean", "unnamed", "responses without a name", 20, 10)
    assert "on helpfulness of responses without a name" in report["estimates"][0]["sentence"]


def test_what_a_judge_scored_without_a_name_is_beside_all_that_people_scored(project: Project):
    """As in a judge's file that names no models: whose those responses are is not known."""
    nameless(project)
    Response.objects.filter(item__project=project, tasks__assignments__rater__kind="person").update(model="named")
    report = report_build(answers=answers_load(project=project), seed=0)
    rows = [(row["of"], row["n_labels"], row["n_judged"]) for row in report["estimates"] if row["kind"] == "mean"]
    assert rows == [("unnamed", 20, 10)]
    assert "all responses, of which" in report["estimates"][0]["sentence"]


def test_no_estimate_says_the_true_reason(project: Project):
    made = Bulk(project, ["a", "b"], 12)
    for place in range(12):
        made.rate(place, "a", "Ann", helpfulness=float(place % 5 + 1))
        made.rate(place, "a", "judge", judge=True, helpfulness=float(place % 5 + 1))
        made.rate(place, "b", "judge", judge=True, helpfulness=float(place % 4 + 1))
    made.write()
    report = report_build(answers=answers_load(project=project), seed=0)
    assert report["estimates"] == []
    assert "of other models, versions and temperatures" in report["reasons"]["estimates"]
    # Of one name it is the number that is wanting: prompts that people scored are left out of what is judged alone.
    Response.objects.filter(item__project=project).update(model="same")
    report = report_build(answers=answers_load(project=project), seed=0)
    assert report["estimates"] == []
    assert report["reasons"]["estimates"] == (
        "Nothing could be estimated. At least 10 rows scored by people and 2 scored by the judge alone are needed; "
        "there are 12 and 0."
    )


def test_a_judges_probabilities_are_its_expected_score_its_doubt_and_its_claim(project: Project):
    made = Answered(project)
    made.rate("i1", "a", "Ann", helpfulness=4)
    told = {"score": 5, "score_probs": {"3": 0.5, "5": 0.5}, "scale_min": 1, "scale_max": 5}
    made.rate("i1", "a", "judge", judge=True, raw=told, helpfulness=5)
    made.rate("i2", "a", "Ann", helpfulness=4)
    made.rate("i2", "a", "judge", judge=True, raw={"score_probs": {"9": 1.0}}, helpfulness=2)
    data = answers_load(project=project)
    judge = next(judged(data))
    beside = beside_people(data, judge, 0)
    assert beside.features.column().tolist() == [4.0, 2.0]
    assert beside.features.doubts().tolist() == pytest.approx([1.0, float("nan")], nan_ok=True)
    assert beside.claim.tolist() == [0.5, 0.0]
    assert judge.misread.tolist()[0] == 1


def test_readings_that_differ_are_a_judges_doubt(project: Project):
    made = Answered(project)
    made.rate("i1", "a", "Ann", helpfulness=4)
    for repeat, score in enumerate((3, 5)):
        made.rate("i1", "a", "judge", judge=True, repeat=repeat, helpfulness=score)
    data = answers_load(project=project)
    beside = beside_people(data, next(judged(data)), 0)
    assert (beside.features.column()[0], beside.features.doubts()[0], beside.claim[0]) == (4.0, 1.0, 0.5)
