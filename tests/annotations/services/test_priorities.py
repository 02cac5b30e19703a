"""Bands that others reckon: lower ones come first, and every rater meets what was moved."""

from uuid import uuid4

import pytest

from annotations.models import Assignment, Project, Rater
from annotations.services import priorities
from annotations.services.answers import answer_submit
from annotations.services.errors import Invalid, Refused
from annotations.services.handout import assignment_next, drawing
from annotations.services.priorities import tasks_prioritise
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def work(rater: Rater, most: int = 100) -> list[Assignment]:
    done: list[Assignment] = []
    while len(done) < most and (given := assignment_next(rater=rater, now=NOW)):
        answer_submit(
            assignment_id=given.pk, rater=rater, key=uuid4(), shown=given.shown or [], answer=full_scores(), now=NOW
        )
        done.append(given)
    return done


def test_every_rater_meets_what_was_moved_however_far_they_have_come(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(priorities, "CHUNK", 3)
    round = open_round(project, items=12, overlap=2)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    had = [one.task_id for one in work(ada, 5)]
    left = [pk for pk in round.tasks.values_list("pk", flat=True) if pk not in had]
    first, later = left[:4], left[4:]
    bands = dict.fromkeys(first, -1) | dict.fromkeys(later, 2) | dict.fromkeys(had, 0)
    assert tasks_prioritise(round=round, bands=bands, probabilities=dict.fromkeys(first, 0.25)) == 7
    assert {one.task_id for one in work(ada, 4)} == set(first)
    assert {one.task_id for one in work(ada)} == set(later)
    assert [one.task.band for one in work(bob)] == [-1] * 4 + [0] * 5 + [2] * 3
    assert set(round.tasks.filter(pk__in=first).values_list("probability", flat=True)) == {0.25}
    assert round.tasks.filter(probability=None).count() == 8


def test_what_stands_in_its_band_already_stays_where_it_is(project: Project) -> None:
    round = open_round(project, items=3)
    before = list(round.tasks.values_list("pk", "seq"))
    assert tasks_prioritise(round=round, bands=dict.fromkeys((pk for pk, _seq in before), 0)) == 0
    assert list(round.tasks.values_list("pk", "seq")) == before


def test_what_cannot_be_is_refused_whole(project: Project) -> None:
    round = open_round(project, items=1)
    task = round.tasks.get().pk
    with pytest.raises(Invalid) as caught:
        tasks_prioritise(round=round, bands={task: 2**15}, probabilities={task: 0.0})
    assert set(caught.value.fields) == {"bands", "probabilities"}
    round.state = "CLOSED"
    with pytest.raises(Refused):
        tasks_prioritise(round=round, bands={task: 1})


def test_in_a_band_they_stand_in_the_order_given(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priorities, "CHUNK", 2)
    # Where raters begin is drawn by their keys, which no two runs on PostgreSQL share; this one begins below all moved.
    monkeypatch.setattr(drawing, "starting_point", lambda *_: 1)
    round = open_round(project, items=6)
    order = [round.tasks.order_by("pk")[place].pk for place in (3, 0, 5, 1)]
    tasks_prioritise(round=round, bands=dict.fromkeys(order, -1))
    assert list(round.tasks.filter(band=-1).order_by("seq").values_list("pk", flat=True)) == order
    assert [one.task_id for one in work(make_rater(project, "ada"), 4)] == order
