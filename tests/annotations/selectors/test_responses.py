"""The rows behind figures: responses by what they are and by what was said of them."""

import pytest

from annotations.models import CounterfactualSet, Item, Project, Round
from annotations.selectors.response_filters import response_filters
from annotations.selectors.responses import responses_of, sorted_by
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(project: Project) -> Answered:
    made = Answered(project)
    group = CounterfactualSet.objects.create(project=project, external_id="s", attribute="name")
    Item.objects.create(
        project=project, external_id="a", prompt="a", language="tr", counterfactual_set=group, attribute_value="Ayşe"
    )
    made.item("b", category="green")
    made.rate("a", "x", "Ann", helpfulness=2)
    made.rate("a", "x", "Ben", helpfulness=4)
    made.rate("a", "x", "kind judge", judge=True, helpfulness=5)
    made.rate("b", "y", "Ann", correctness=3)
    made.rate("b", "z", "hard judge", judge=True, helpfulness=1)
    return made


def names(project: Project, **chosen: str) -> set[str]:
    return {one.external_id for one in responses_of(project, **chosen)}


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, {"x", "y", "z"}),
        ({"language": "tr"}, {"x"}),
        ({"attribute": "name", "value": "Ayşe"}, {"x"}),
        ({"set": "s"}, {"x"}),
        ({"item": "b"}, {"y", "z"}),
        ({"answered": "people"}, {"x", "y"}),
        ({"answered": "judges"}, {"x", "z"}),
        ({"judge": "kind judge"}, {"x"}),
        ({"judge": "nobody"}, set()),
        ({"dimension": "helpfulness"}, {"x", "z"}),
        # One answer must fit both: nobody but a judge scored z.
        ({"dimension": "helpfulness", "answered": "people"}, {"x"}),
        ({"dimension": "correctness", "judge": "hard judge"}, set()),
        ({"kind": "RATING"}, {"x", "y", "z"}),
        ({"kind": "RANKING"}, set()),
        ({"rater": "nan"}, set()),
        ({"round": "1"}, {"x", "y", "z"}),
        ({"round": "2"}, set()),
        ({"round": "1.5"}, set()),
        ({"temperature": "0.2"}, set()),
    ],
)
def test_they_are_narrowed(answered: Answered, project: Project, chosen, found):
    assert names(project, **chosen) == found


def test_one_rater_s_answers_are_found_by_the_row_s_number(answered: Answered, project: Project):
    ben = project.raters.get(name="Ben")
    assert names(project, rater=str(ben.pk)) == {"x"}
    judge = project.raters.get(name="kind judge")
    assert names(project, rater=str(judge.pk)) == set()


def test_with_a_dimension_they_bear_people_s_and_the_judge_s_mean(answered: Answered, project: Project):
    rows = {one.external_id: one for one in responses_of(project, dimension="helpfulness")}
    assert (rows["x"].people_mean, rows["x"].people_n, rows["x"].judge_mean, rows["x"].gap) == (3, 2, 5, 2)
    assert (rows["z"].people_mean, rows["z"].judge_mean) == (None, 1)


def test_they_are_sorted_by_where_they_part(answered: Answered, project: Project):
    answered.rate("b", "z", "Ann", helpfulness=5)
    rows = responses_of(project, dimension="helpfulness")
    assert [one.external_id for one in sorted_by(rows, "gap")] == ["z", "x"]
    assert [one.external_id for one in sorted_by(rows, "people")] == ["x", "z"]
    assert [one.external_id for one in sorted_by(rows, "judge")] == ["x", "z"]


def test_a_judge_says_nothing_here_while_its_round_collects(answered: Answered, project: Project):
    Round.objects.update(state=Round.State.COLLECTING)
    assert names(project, answered="judges") == set()
    [row] = responses_of(project, dimension="helpfulness")
    assert row.judge_mean is None


def test_menus_hold_what_tells_responses_apart_and_pseudonyms_for_reviewers(answered: Answered, project: Project):
    menus = {one.name: one for one in response_filters(project, {}, named=True)}
    assert {"dimension", "judge", "answered", "rater", "attribute"} <= menus.keys()
    assert "category" not in menus
    assert {label for _value, label in menus["rater"].options} == {"Ann", "Ben"}
    hidden = {one.name: one for one in response_filters(project, {}, named=False)}
    assert all(label.startswith("rater-") for _value, label in hidden["rater"].options)


def test_the_page_shows_means_and_what_it_is_narrowed_by(answered: Answered, client_of, reviewer):
    ben = answered.project.raters.get(name="Ben")
    text = client_of(reviewer).get(f"/projects/tea/responses/?dimension=helpfulness&rater={ben.pk}").content.decode()
    assert "1 response." in text
    assert "Dimension: <bdi>Helpfulness</bdi>" in text
    assert "3.00" in text
    assert "Ben" not in text
    assert ben.pseudonym in text
