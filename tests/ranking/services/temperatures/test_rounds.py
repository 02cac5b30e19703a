from collections import Counter

import pytest

from annotations.models import Endpoint, Item, Project, Response
from annotations.services.responses import responses_plan
from annotations.services.rounds import RoundInvalid
from ranking.selectors.temperatures import question_named
from ranking.services.temperatures import (
    PolicyInvalid,
    PolicyRefused,
    Trial,
    temperature_policy_activate,
    temperature_policy_propose,
    temperature_round_start,
)
from tests.ranking.made import make_items, make_template
from tests.ranking.tempered import GRID, NOW, tempered, template_of

pytestmark = pytest.mark.django_db


def started(project: Project, *, seed: int = 7, **chosen: object):
    question = question_named(project)
    template = template_of(project)
    endpoint, _ = Endpoint.objects.get_or_create(name="model", defaults={"base_url": "http://127.0.0.1:9/v1"})
    trial = Trial(**{"version": template.active_version, "endpoint": endpoint, "grid": GRID, **chosen})
    return temperature_round_start(template=template, question=question, trial=trial, seed=seed, now=NOW).round


def test_each_category_is_asked_mostly_at_what_may_be_its_best(project: Project) -> None:
    tempered(project)
    make_items(project, 40, start=100)
    make_items(project, 4, split="evaluate")
    round = started(project, samples=2)
    responses_plan(round=round)
    assert set(round.temperature_plan) == {"green", "black", ""}
    rows = Response.objects.filter(round=round).values_list("item__category", "temperature", "item__split")
    assert {split for _, _, split in rows} == {"develop"}
    counts = Counter((category, temperature) for category, temperature, _ in rows)
    assert counts["green", 1.0] > counts["green", 0.2]
    assert counts["black", 0.2] > counts["black", 1.0]
    assert sum(counts.values()) == 60 * 2
    # A fifth is spread evenly, so nothing is given up.
    assert min(counts[name, one] for name in ("green", "black") for one in GRID) > 0


def test_planning_twice_plans_once_and_later_items_move_no_other(project: Project) -> None:
    tempered(project, items=10)
    round = started(project, samples=3)
    first = responses_plan(round=round)
    assert responses_plan(round=round) == first == 30
    before = set(Response.objects.filter(round=round).values_list("item", "temperature", "sample"))
    Item.objects.create(project=project, external_id="late", prompt="A late one", category="green")
    assert responses_plan(round=round) == 33
    assert before < set(Response.objects.filter(round=round).values_list("item", "temperature", "sample"))


def test_before_anybody_has_answered_every_temperature_is_tried_alike(project: Project) -> None:
    make_template(project)
    make_items(project, 4)
    round = started(project)
    assert list(round.temperature_plan) == [""]
    assert Counter(round.temperature_plan[""]) == dict.fromkeys(GRID, 20)


def test_the_policy_is_what_a_round_is_asked_at(project: Project) -> None:
    tempered(project, items=10)
    with pytest.raises(PolicyRefused):
        started(project, how="policy")
    question = question_named(project)
    assert question is not None
    policy = temperature_policy_propose(
        template=template_of(project), question=question, rules={"green": 1.0, "": 0.6}, now=NOW
    )
    temperature_policy_activate(policy=policy, now=NOW)
    round = started(project, how="policy", samples=1)
    responses_plan(round=round)
    rows = set(Response.objects.filter(round=round).values_list("item__category", "temperature"))
    assert rows == {("green", 1.0), ("black", 0.6)}


def test_the_same_seed_launches_once(project: Project) -> None:
    tempered(project, items=10)
    assert started(project, seed=3).pk == started(project, seed=3).pk


def test_it_refuses_a_grid_that_is_none(project: Project) -> None:
    tempered(project, items=2)
    for grid in ((), (2.5,)):
        with pytest.raises(PolicyInvalid):
            started(project, grid=grid)
    with pytest.raises(RoundInvalid):
        started(project, samples=0)
