"""What the rounds' own figures say, side by side."""

import pytest
from django.utils import timezone

from annotations.models import Project
from ranking.selectors.over_rounds import (
    agreement_series,
    audit_series,
    score_places,
    strength_series,
    turns_of,
)
from ranking.services.fits import fit_run
from tests.ranking.made import make_items, make_round, make_template

pytestmark = pytest.mark.django_db


def better(item, temperature, rater, dimension):
    return 4 if (item + rater) % 3 else 3


@pytest.fixture
def looped(project: Project) -> Project:
    """Two rounds, of the first version and of both; the second adds a principle."""
    items = make_items(project, 12)
    first = make_template(project)
    second = make_template(project, parent=first, principles=["Be brief."])
    for versions in ([first], [first, second]):
        made = make_round(project, score_of=better, items=items, versions=versions)
        fit_run(project=project, round=made.round, seed=1, now=timezone.now())
    fit_run(project=project, seed=1, now=timezone.now())
    return project


def test_every_round_has_its_newest_figures_in_order(looped: Project):
    again = looped.rounds.get(number=1)
    newest = fit_run(project=looped, round=again, seed=2, now=timezone.now())
    turns = turns_of(looped)
    assert [turn.number for turn in turns] == [1, 2]
    assert turns[0].report["seed"] == newest.report["seed"] == 2


def test_a_version_is_new_in_the_first_round_that_tried_it(looped: Project):
    first, second = turns_of(looped)
    assert first.new == []
    [(version, changes)] = second.new
    assert version.number == 2
    assert [(change.part, change.action) for change in changes] == [("principle", "added")]


def test_scores_stand_by_round_and_version(looped: Project):
    places = score_places(turns_of(looped), "helpfulness")
    assert [(place.round, place.version) for place in places] == [(1, "answer v1"), (2, "answer v1"), (2, "answer v2")]
    assert all(place.people and place.people.n == 24 and place.judges == {} for place in places)
    assert score_places(turns_of(looped), "no such dimension") == []


def test_series_hold_what_a_round_has(looped: Project):
    turns = turns_of(looped)
    [agreement] = agreement_series(turns, ["helpfulness", "comparisons"], str.title)
    assert (agreement.name, [one.round for one in agreement.measures]) == ("Helpfulness", [1, 2])
    assert strength_series(turns) == []
    turns[1].report["audits"] += [
        {"kind": "position", "of": "gpt", "measured_on": "choices", "attribute": "", "dimension": "", "estimate": 0.2,
         "ci_low": 0.1, "ci_high": 0.3, "n": 9, "p_adjusted": p}
        for p in (0.06, 0.01)
    ]  # fmt: skip
    [series] = audit_series(turns, "position", "choices", dimension="")
    assert (series.of, [one.round for one in series.measures], series.measures[0].value) == ("gpt", [2, 2], 0.2)
    assert [one.clear for one in series.measures] == [False, True]


def test_a_project_without_rounds_has_none(project: Project):
    assert turns_of(project) == []
