"""An answer that is on its way while its round is closed: it is read by the figures, or refused in words."""

from concurrent.futures import Future
from typing import Any
from uuid import uuid4

import pytest

from annotations.models import Assignment, Participation, Project
from annotations.services.answers import answer_submit
from annotations.services.errors import Refused
from annotations.services.handout import assignment_next
from ranking.services.fits import fit_run
from ranking.services.rounds import round_close
from tests.annotations.meetings import PATIENCE, Start, held, until_waiting
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.django_db(transaction=True)]


def answer(given: Assignment) -> None:
    answer_submit(
        assignment_id=given.pk, rater=given.rater, key=uuid4(), shown=given.shown or [], answer=full_scores(), now=NOW
    )


@pytest.mark.postgresql
def test_figures_wait_for_an_answer_that_found_the_round_open(project: Project, start: Start) -> None:
    round = open_round(project, items=2)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    first, late = assignment_next(rater=ada, now=NOW), assignment_next(rater=bob, now=NOW)
    assert first is not None
    assert late is not None
    answer(first)
    fit: Future[Any]
    with held(Participation.objects.filter(rater=bob)):
        # Bob's answer has looked at the round, and is stored but for his totals.
        answered = start(lambda: answer(late))
        until_waiting(1)
        start(lambda: round_close(round=round, now=NOW)).result(PATIENCE)
        fit = start(lambda: fit_run(project=project, round=round, seed=0, now=NOW))
        until_waiting(2)
    answered.result(PATIENCE)
    assert fit.result(PATIENCE).report["counts"]["answers"] == 2


@pytest.mark.both
def test_an_answer_that_comes_once_the_round_is_closed_is_refused(project: Project) -> None:
    round = open_round(project, items=2)
    ada = make_rater(project, "ada")
    first = assignment_next(rater=ada, now=NOW)
    assert first is not None
    answer(first)
    late = assignment_next(rater=ada, now=NOW)
    assert late is not None
    round_close(round=round, now=NOW)
    with pytest.raises(Refused, match="does not collect"):
        answer(late)
    assert fit_run(project=project, round=round, seed=0, now=NOW).report["counts"]["answers"] == 1
