"""Raters whose faults are known show them while their round still collects."""

import numpy as np
import pytest

from annotations.models import Assignment, Project, Rater, Round, Score
from ranking.selectors.arrays import answers_load
from ranking.selectors.live import live_compute, live_of
from ranking.selectors.report import report_build
from tests.ranking.planted import CAST, NOW, compared_round, drifting, honest, planted_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(project: Project) -> Round:
    return planted_round(project)


@pytest.fixture
def watch(round: Round):
    found = live_compute(round, now=NOW)
    names = dict(Rater.objects.values_list("name", "pk"))
    return lambda name: found.people[names[name]]


def test_a_careless_rater_is_no_nearer_to_others_than_chance(watch) -> None:
    assert watch("cara").nearness.high < 0.4
    assert watch("cara").nearness.low < 0.1
    assert watch("hana").nearness.low > 0.4
    assert watch("hana").nearness.n == 120


def test_a_lenient_rater_stands_above_others_and_did_not_drift(watch) -> None:
    found = watch("lena")
    assert 0.4 < found.leniency.low < found.leniency.mean < 1.3
    assert not found.drift.told


def test_a_drifting_rater_is_told_with_how_far_and_the_steady_are_not(project: Project) -> None:
    steady = dict.fromkeys(("hana", "hugo", "heike"), honest)
    found = live_compute(planted_round(project, {**steady, "drew": drifting}), now=NOW)
    told = {rater.name: found.people[rater.pk].drift for rater in Rater.objects.all()}
    assert [name for name, one in told.items() if one.told] == ["drew"]
    assert 0.8 < told["drew"].change < 2.2
    assert (told["drew"].recent, told["drew"].before) == (50, 70)


def test_those_who_drift_do_not_make_the_steady_seem_to(watch) -> None:
    told = {name for name in CAST if watch(name).drift.told}
    assert "drew" in told
    assert not told & {"hana", "hugo", "heike", "hasan", "lena"}


def test_who_looks_no_more_gives_one_answer_quickly(watch) -> None:
    found = watch("stan")
    assert found.is_straight
    assert found.run >= 60
    assert found.is_quick
    assert not watch("hana").is_straight
    assert not watch("hana").is_quick


def test_agreement_as_it_forms_ends_where_the_report_begins(round: Round, project: Project) -> None:
    found = live_compute(round, now=NOW)
    Round.objects.filter(pk=round.pk).update(state=Round.State.LEARNING)
    said = report_build(answers=answers_load(project=project, round=round), seed=round.seed)["agreement"]["helpfulness"]
    last = found.line[-1]
    assert (last.value, last.low, last.high) == pytest.approx(
        (said["alpha_ordinal"], said["ci_low"], said["ci_high"]), abs=1e-9
    )
    assert (last.units, last.answers) == (said["n_units"], said["n_answers"])
    assert [one.answers for one in found.line] == sorted({one.answers for one in found.line})


def test_checks_repeats_decisions_and_judges_enter_no_figure(round: Round, project: Project) -> None:
    before = live_compute(round, now=NOW)
    first = Assignment.objects.filter(rater__name="hana").order_by("submitted_at")[0]
    dimension = first.scores.get().dimension
    judge = Rater.objects.create(project=project, name="judge", kind=Rater.Kind.JUDGE)
    for rater, variant, repeat in ((judge, "", 0), (first.rater, Assignment.ADJUDICATION, 0), (first.rater, "", 1)):
        again = Assignment.objects.create(
            task=first.task, rater=rater, variant=variant, repeat=repeat, state="DONE", submitted_at=NOW
        )
        Score.objects.create(assignment=again, dimension=dimension, value=first.scores.get().value)
    after = live_compute(round, now=NOW)
    assert after.line == before.line
    assert after.answers == before.answers
    steady = after.people[first.rater_id].steady
    assert (steady.share, steady.n) == (1, 1)


def test_comparisons_show_who_tosses_a_coin(project: Project) -> None:
    round = compared_round(project, ["ada", "ben", "cem", "tom"])
    found = live_compute(round, now=NOW)
    names = dict(Rater.objects.values_list("name", "pk"))
    assert found.dimension is None
    assert found.people[names["ada"]].nearness.low > found.people[names["tom"]].nearness.high
    assert found.people[names["ada"]].leniency is None
    assert found.line[-1].answers == 160


def test_few_answers_give_no_figure(project: Project) -> None:
    found = live_compute(planted_round(project, tasks=5), now=NOW)
    assert all(one.nearness is None and one.drift is None and one.leniency is None for one in found.people.values())


def test_an_empty_round_is_no_fault(project: Project) -> None:
    found = live_compute(planted_round(project, tasks=0), now=NOW)
    assert (found.answers, found.line, found.people) == (0, [], {})


def test_figures_are_kept_for_some_seconds(round: Round, django_assert_max_num_queries) -> None:
    live_of(round, now=NOW)
    with django_assert_max_num_queries(1):
        assert np.isfinite(live_of(round, now=NOW).answers)
