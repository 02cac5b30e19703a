"""A fit stores its whole report, and the rows that other rooms look up."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from annotations.models import Dimension, Project, Round
from ranking.models import Fit
from ranking.services.fits import NothingToFit, UnknownModel, fit_run
from ranking.services.rules import judge_rule_set
from ranking.stats.mappings import apply_mapping
from ranking.stats.mappings.base import Features
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


def answered(project: Project) -> Answered:
    made = Answered(project)
    rng = np.random.default_rng(0)
    for number in range(24):
        truth = number % 4 + 1
        for name in ("Ann", "Ben"):
            made.rate(f"i{number}", "a", name, helpfulness=float(np.clip(truth + rng.integers(0, 2), 1, 5)))
            made.order(f"i{number}", [["a"], ["b"]] if rng.random() < 0.7 else [["b"], ["a"]], name)
        made.rate(f"i{number}", "a", "judge", judge=True, helpfulness=truth + 1)
    return made


def test_it_stores_what_the_report_says(project: Project):
    answered(project)
    now = timezone.now()
    fit = fit_run(project=project, seed=3, now=now)
    assert (fit.created_at, fit.seed, fit.round) == (now, 3, None)
    assert fit.report["counts"]["answers"] == 96
    assert fit.strengths.count() == len(fit.report["strengths"]) == 2
    assert fit.audits.count() == len(fit.report["audits"])
    assert fit.consensus.count() == 24
    one = fit.consensus.select_related("response__item").get(response__item__external_id="i3")
    assert one.n == 2
    assert one.ci_low is None or 1 <= one.ci_low <= one.mean <= one.ci_high <= 5


def test_a_stored_mapping_can_be_applied_as_it_stands(project: Project):
    answered(project)
    mapping = fit_run(project=project, seed=0, now=timezone.now()).mappings.get(kind="scores")
    assert mapping.method == "linear"
    predicted = apply_mapping(mapping.method, mapping.parameters, Features(np.array([[3.0]]), ["helpfulness"], 0))
    assert mapping.document["scale"] == [1, 5]
    assert mapping.document["parameters"] == mapping.parameters
    assert 1.5 < predicted[0] < 3.2
    assert mapping.errors["rmse_calibrated"] <= mapping.errors["rmse_constant"]


def test_every_fit_makes_the_next_version_of_a_mapping(project: Project):
    answered(project)
    now = timezone.now()
    fits = [fit_run(project=project, seed=0, now=now) for _ in range(3)]
    assert [fit.mappings.get(kind="scores").version for fit in fits] == [1, 2, 3]
    assert [fit.mappings.get(kind="scores").document["version"] for fit in fits] == [1, 2, 3]


def test_a_fit_keeps_the_rule_of_its_time(project: Project):
    answered(project)
    now = timezone.now()
    helpfulness = Dimension.objects.get(rubric__project=project, name="helpfulness")
    before = fit_run(project=project, seed=0, now=now)
    judge_rule_set(project=project, judge="judge", dimension=helpfulness, half_width=0.4, epsilon=0.1, now=now)
    after = fit_run(project=project, seed=0, now=now)
    widths = [fit.mappings.get(kind="scores").document["max_half_width"] for fit in (before, after)]
    assert widths == [1.0, 0.4]
    assert after.report["judges"]["judge"]["helpfulness"]["abstention"]["rule_given"] is True
    assert after.report["alt_test"]["judge"]["helpfulness"]["epsilon"] == 0.1


def test_the_model_of_strengths_stays_until_another_is_chosen(project: Project):
    answered(project)
    first, davidson, kept, back = (
        fit_run(project=project, seed=0, now=timezone.now() + timedelta(minutes=place), strengths=model)
        for place, model in enumerate([None, "davidson", None, "bradley_terry"])
    )
    models = [fit.report["strengths_model"] for fit in (first, davidson, kept, back)]
    assert models == ["bradley_terry", "davidson", "davidson", "bradley_terry"]
    assert (davidson.report["strengths_ties"], back.report["strengths_ties"]) == ("davidson", "half")
    with pytest.raises(UnknownModel, match="thurstone"):
        fit_run(project=project, seed=0, now=timezone.now(), strengths="thurstone")


def test_places_and_chances_are_stored_with_the_strengths(project: Project):
    answered(project)
    fit = fit_run(project=project, seed=0, now=timezone.now())
    rows = {row["name"]: row for row in fit.report["strengths"]}
    for stored in fit.strengths.all():
        row = rows[stored.name]
        assert (stored.of, stored.rank_low, stored.rank_high) == ("model", row["rank_low"], row["rank_high"])
        assert stored.p_best == row["p_best"]


def test_the_same_seed_gives_the_same_report(project: Project):
    answered(project)
    now = timezone.now()
    first, again = (fit_run(project=project, seed=5, now=now) for _ in range(2))
    assert first.report == again.report


def test_a_fit_of_one_round_reads_that_round_only(project: Project):
    answered(project)
    second = Answered(project)
    second.rate("j1", "a", "Ann", helpfulness=2)
    fit = fit_run(project=project, round=second.round, seed=0, now=timezone.now())
    assert fit.report["counts"]["answers"] == 1
    assert fit.report["over"] == f"round {second.round.number}"


def test_it_refuses_a_project_without_answers_and_a_round_that_is_not_finished(project: Project):
    with pytest.raises(NothingToFit, match="import some"):
        fit_run(project=project, seed=0, now=timezone.now())
    collecting = Answered(project, state=Round.State.COLLECTING)
    collecting.rate("i1", "a", "Ann", helpfulness=2)
    with pytest.raises(NothingToFit, match="not finished"):
        fit_run(project=project, round=collecting.round, seed=0, now=timezone.now())
    assert not Fit.objects.exists()


def test_a_whole_fit_is_written_or_nothing(project: Project, monkeypatch: pytest.MonkeyPatch):
    answered(project)
    from ranking.services import fits

    def broken(*_args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(fits, "_mappings", broken)
    with pytest.raises(OSError, match="disk full"):
        fit_run(project=project, seed=0, now=timezone.now())
    assert not Fit.objects.exists()
