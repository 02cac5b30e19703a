"""A rubric as leads set it up: one primary metric, an order, and scales that stay once they were used."""

import pytest

from annotations.models import Dimension, Project, Round, Score
from annotations.services.rubrics import (
    DimensionInvalid,
    DimensionUsed,
    RoundUnderWay,
    dimension_move,
    dimension_remove,
    dimension_set,
)
from tests.annotations.world import open_round
from tests.ranking.made import make_round

pytestmark = pytest.mark.django_db


def names(project: Project) -> list[str]:
    return list(Dimension.objects.filter(rubric__project=project).values_list("name", flat=True))


def primary(project: Project) -> str:
    return Dimension.objects.get(rubric__project=project, is_primary=True).name


def test_a_new_dimension_comes_last_and_is_named_after_its_label(project: Project) -> None:
    made = dimension_set(project=project, label="Tone of voice", minimum=1, maximum=7)
    assert names(project) == ["helpfulness", "correctness", "tone_of_voice"]
    assert (made.is_primary, made.maximum) == (False, 7)


def test_the_first_dimension_of_a_project_is_its_primary_metric() -> None:
    project = Project.objects.create(slug="new", name="New")
    assert dimension_set(project=project, label="Tone").is_primary


def test_the_primary_metric_moves_and_is_never_lost(project: Project) -> None:
    made = dimension_set(project=project, label="Tone", is_primary=True)
    assert primary(project) == "tone"
    dimension_set(project=project, dimension=made, is_primary=False, label="Tone")
    # The only one that is marked cannot be unmarked: another takes the mark from it.
    assert primary(project) == "tone"
    dimension_remove(dimension=made)
    assert primary(project) == "helpfulness"


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"label": "Helpfulness"}, "name"),
        ({"label": "Tone", "minimum": 5, "maximum": 1}, "maximum"),
        ({"label": "Tone", "levels": [{"value": 9, "text": "off"}]}, "levels"),
        ({"label": "Tone", "kind": "category", "levels": [{"code": "one", "text": "One"}]}, "levels"),
        ({"label": "!!!"}, "name"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_field(project: Project, fields: dict[str, object], place: str) -> None:
    before = names(project)
    with pytest.raises(DimensionInvalid) as caught:
        dimension_set(project=project, **fields)
    assert place in caught.value.fields
    assert names(project) == before
    assert primary(project) == "helpfulness"


def test_it_moves_up_and_down_and_not_beyond_the_ends(project: Project) -> None:
    second = Dimension.objects.get(name="correctness")
    dimension_move(dimension=second, by=-1)
    assert names(project) == ["correctness", "helpfulness"]
    dimension_move(dimension=second, by=-1)
    assert names(project) == ["correctness", "helpfulness"]


def test_what_was_scored_stays_and_keeps_its_scale(project: Project) -> None:
    make_round(project, score_of=lambda *_: 4)
    scored = Dimension.objects.get(name="helpfulness")
    with pytest.raises(DimensionUsed):
        dimension_remove(dimension=scored)
    with pytest.raises(DimensionInvalid, match="cannot change"):
        dimension_set(project=project, dimension=scored, maximum=7)
    dimension_set(project=project, dimension=Dimension.objects.get(pk=scored.pk), label="Of use")
    assert Dimension.objects.get(pk=scored.pk).label == "Of use"
    assert Score.objects.filter(dimension=scored).exists()


def test_while_a_round_is_under_way_no_question_comes_or_goes(project: Project) -> None:
    open_round(project, items=2)
    with pytest.raises(RoundUnderWay, match="Round 1"):
        dimension_set(project=project, label="Tone")
    with pytest.raises(DimensionUsed):
        dimension_remove(dimension=Dimension.objects.get(name="correctness"))
    Round.objects.update(state=Round.State.CLOSED)
    dimension_set(project=project, label="Tone")
