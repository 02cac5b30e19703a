"""Examples beside the guidelines: what was practised on, and nothing that is still to come."""

import pytest
from django.utils import translation

from annotations.models import Gold, Project, Rater, Round
from annotations.selectors.teaching import examples_of
from tests.annotations.services.test_checks import checked_round, make_gold, work
from tests.annotations.world import make_rater

pytestmark = pytest.mark.django_db


@pytest.fixture
def rater(project: Project) -> Rater:
    return make_rater(project, "ada")


@pytest.fixture
def golds(project: Project) -> list[Gold]:
    """Two to practise on, in this order; one that is mixed in, and one out of use."""
    made = [make_gold(project, purpose="training", position=place, explanation=f"Why {place}") for place in (2, 1)]
    make_gold(project, purpose="gold")
    make_gold(project, purpose="training", position=3, active=False)
    return made[::-1]


def reasons(project: Project, rater: Rater | None) -> list[str]:
    return [example.explanation for example in examples_of(project=project, practised_by=rater and rater.user)]


def test_while_a_round_trains_it_is_what_was_practised_on(project: Project, rater: Rater, golds: list[Gold]) -> None:
    checked_round(project, items=2, training=True)
    assert reasons(project, rater) == []
    work(rater, 1)
    assert reasons(project, rater) == ["Why 1"]
    work(rater, 2)
    assert reasons(project, rater) == ["Why 1", "Why 2"]
    assert reasons(project, make_rater(project, "bob")) == []


def test_where_no_round_trains_and_for_leads_it_is_all_of_the_training(
    project: Project, rater: Rater, golds: list[Gold]
) -> None:
    round = checked_round(project, items=2, training=True)
    assert reasons(project, None) == ["Why 1", "Why 2"]
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED)
    assert reasons(project, rater) == ["Why 1", "Why 2"]


def test_levels_are_said_with_their_words(project: Project, golds: list[Gold]) -> None:
    (first, *_others) = examples_of(project=project, practised_by=None)
    assert first.said == [
        ("Helpfulness", "4 · helpfulness level 4"),
        ("Correctness", "4 · correctness level 4"),
    ]
    assert [candidate.text for candidate in first.sheet.candidates] == ["A known answer"]


def test_numbers_are_written_as_the_reader_writes_them(project: Project, golds: list[Gold]) -> None:
    project.rubric.dimensions.filter(name="helpfulness").update(kind="percent", minimum=0, maximum=10, levels=[])
    Gold.objects.update(answer={"scores": {"helpfulness": 7.5}})
    with translation.override("tr"):
        assert examples_of(project=project, practised_by=None)[0].said == [("Helpfulness", "7,5")]
