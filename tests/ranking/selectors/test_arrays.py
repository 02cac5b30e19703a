"""Rows become arrays: what counts, what is first, and what stays invisible."""

import numpy as np
import pytest
from django.utils import timezone

from annotations.models import Assignment, ImportBatch, Project, Rater, Round
from ranking.selectors.arrays import answers_load
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


def test_it_reads_scores_with_their_rater_response_and_dimension(project: Project):
    made = Answered(project)
    made.rate("i1", "r1", "Ann", helpfulness=4, correctness=2)
    made.rate("i1", "r1", "Ben", helpfulness=5)
    data = answers_load(project=project)
    names = [each.name for each in data.entities.dimensions]
    rows = sorted(
        (data.entities.raters[data.answers.rater[a]].name, names[d], v)
        for a, d, v in zip(data.scores.answer, data.scores.dimension, data.scores.value, strict=True)
    )
    assert rows == [("Ann", "correctness", 2), ("Ann", "helpfulness", 4), ("Ben", "helpfulness", 5)]


def test_only_the_first_answer_of_a_rater_is_first(project: Project):
    made = Answered(project)
    made.rate("i1", "r1", "Ann", helpfulness=4)
    made.rate("i1", "r1", "Ann", repeat=1, helpfulness=2)
    later = Answered(project)
    later.rate("i1", "r1", "Ann", helpfulness=1)
    data = answers_load(project=project)
    assert data.scores.value[data.scores.first].tolist() == [4]
    assert len(data.scores.value) == 3


def test_a_pair_is_coded_by_external_id_whatever_the_screen_showed(project: Project):
    made = Answered(project)
    made.order("i1", [["b"], ["a"]], "Ann", shown=["b", "a"])
    made.order("i1", [["a"], ["b"]], "Ben", shown=["a", "b"])
    made.order("i1", [["a", "b"]], "Cem")
    pairs = answers_load(project=project).pairs
    assert pairs.chose.tolist() == [-1, 1, 0]
    assert pairs.stood.tolist() == [-1, 1, 0]
    assert len(set(pairs.pair.tolist())) == 1


def test_a_ranking_is_its_pairs(project: Project):
    Answered(project).order("i1", [["c"], ["a", "b"]], "Ann", shown=["a", "b", "c"])
    data = answers_load(project=project)
    names = [each.name for each in data.entities.responses]
    rows = {
        (names[one], names[two]): (chose, stood)
        for one, two, chose, stood in zip(
            data.pairs.one, data.pairs.two, data.pairs.chose, data.pairs.stood, strict=True
        )
    }
    assert rows == {("a", "b"): (0, 1), ("a", "c"): (-1, 1), ("b", "c"): (-1, 1)}
    assert data.ballots.size.tolist() == [3]


def test_best_and_worst_say_nothing_about_those_between(project: Project):
    Answered(project).order("i1", [["d"], ["a", "b"], ["c"]], "Ann", kind="BEST_WORST")
    data = answers_load(project=project)
    names = [each.name for each in data.entities.responses]
    chosen = {(names[o], names[t]): c for o, t, c in zip(data.pairs.one, data.pairs.two, data.pairs.chose, strict=True)}
    assert chosen == {("a", "c"): 1, ("a", "d"): -1, ("b", "c"): 1, ("b", "d"): -1, ("c", "d"): -1}


def test_an_unreadable_verdict_chooses_nothing(project: Project):
    Answered(project).order("i1", None, "judge", judge=True, among=["a", "b"], shown=["a", "b"])
    data = answers_load(project=project)
    assert np.isnan(data.pairs.chose).all()
    assert data.ballots.unreadable.tolist() == [True]
    assert data.answers.by_judge.tolist() == [True]


def test_neither_is_no_choice_of_one(project: Project):
    Answered(project).order("i1", [], "Ann", among=["a", "b"], none_acceptable=True)
    pairs = answers_load(project=project).pairs
    assert np.isnan(pairs.chose).all()
    assert pairs.neither.tolist() == [True]


def test_open_answers_unfinished_rounds_and_other_projects_stay_out(project: Project):
    made = Answered(project)
    made.rate("i1", "r1", "Ann", helpfulness=4)
    Assignment.objects.filter(pk=made.rate("i1", "r1", "Ben", helpfulness=1).pk).update(state="OPEN")
    Answered(project, state=Round.State.COLLECTING).rate("i1", "r1", "Cem", helpfulness=2)
    other = Project.objects.create(slug="other", name="Other")
    Answered(other).order("i1", [["a"], ["b"]], "Dan")
    data = answers_load(project=project)
    assert data.scores.value.tolist() == [4]
    assert len(data.pairs.one) == 0


def test_an_uncommitted_import_is_invisible(project: Project):
    batch = ImportBatch.objects.create(project=project)
    made = Answered(project, batch=batch)
    made.rate("i1", "r1", "Ann", helpfulness=4)
    assert len(answers_load(project=project).answers.item) == 0
    batch.committed_at = timezone.now()
    batch.save()
    assert len(answers_load(project=project).answers.item) == 1


def test_a_round_alone_counts_only_what_it_touched(project: Project):
    Answered(project).rate("i1", "r1", "Ann", helpfulness=4)
    second = Answered(project)
    second.rate("i2", "r2", "Ann", helpfulness=3)
    data = answers_load(project=project, round=second.round)
    assert data.scores.value.tolist() == [3]
    assert (data.n_items, data.n_responses) == (1, 1)


def test_a_judges_score_on_another_scale_is_put_on_peoples(project: Project):
    Answered(project).rate("i1", "r1", "judge", judge=True, raw={"scale_min": 0, "scale_max": 100}, helpfulness=75)
    assert answers_load(project=project).scores.value.tolist() == [4]


def test_people_of_one_name_in_two_datasets_are_two_and_say_so(project: Project):
    for dataset in ("first", "second"):
        Rater.objects.create(project=project, dataset=dataset, name="1")
    names = {each.name for each in answers_load(project=project).entities.raters}
    assert names == {"first:1", "second:1"}
