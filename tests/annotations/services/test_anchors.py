"""Anchor items: the same responses are rated again, round after round."""

import pytest

from annotations.models import Project, Round
from annotations.services.tasks import tasks_build
from tests.annotations.world import make_items, make_responses, make_round
from tests.ranking.drifting import rated_round

pytestmark = pytest.mark.django_db


def test_a_round_that_asks_for_them_rates_the_first_responses_again_once(project: Project) -> None:
    first = rated_round(project, 3, people=lambda n: 3.0, split="anchor")
    rated_round(project, 3, people=lambda n: 3.0, responses=list(first.responses.order_by("pk")))
    for policy, count in (({"anchors": True}, 5), ({}, 2)):
        round = make_round(project, kinds=["RATING"], overlap=2, policy=policy)
        make_responses(round, make_items(project, 2))
        assert tasks_build(round=round).created == count
        assert tasks_build(round=round).created == 0
        again = set(round.tasks.filter(item__split="anchor").values_list("responses", flat=True))
        assert again == (set(first.responses.values_list("pk", flat=True)) if policy else set())


def test_before_anybody_rated_one_there_are_none(project: Project) -> None:
    open_one = rated_round(project, 3, people=lambda n: 3.0, split="anchor", state=Round.State.COLLECTING)
    round = make_round(project, kinds=["RATING"], policy={"anchors": True})
    assert tasks_build(round=round).created == 0
    assert open_one.tasks.count() == 3
