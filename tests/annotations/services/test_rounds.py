"""A round's life up to collecting, and what a plan may not be."""

from typing import Any

import pytest

from annotations.models import Endpoint, Job, Project, PromptTemplate, Rater, Response, Round, TemplateVersion
from annotations.services.errors import Refused
from annotations.services.rounds import (
    RoundInvalid,
    round_cancel,
    round_collect,
    round_create,
    round_launch,
    round_pause,
    round_start,
)
from annotations.services.templates import VersionInvalid, VersionUsed, version_activate, version_create, version_edit
from tests.annotations.world import NOW, make_items, make_responses

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def template(project: Project) -> PromptTemplate:
    return PromptTemplate.objects.create(project=project, name="answer")


@pytest.fixture
def plan(project: Project, template: PromptTemplate) -> dict[str, Any]:
    make_items(project, 2, split="evaluate")
    return {
        "project": project,
        "versions": [version_create(template=template, now=NOW)],
        "endpoint": Endpoint.objects.create(name="here", base_url="local:"),
        "temperatures": [0.7, 0.2, 0.7],
        "samples": 1,
        "split": "evaluate",
        "kinds": ["RATING", "COMPARISON"],
        "overlap": 2,
        "now": NOW,
    }


def test_a_draft_is_numbered_and_keeps_its_plan(plan: dict[str, Any]) -> None:
    first, second = round_create(**plan), round_create(**plan)
    assert (first.number, second.number, first.state) == (1, 2, "DRAFT")
    assert first.temperatures == [0.2, 0.7]
    assert list(first.versions.all()) == plan["versions"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"versions": []}, "versions"),
        ({"temperatures": []}, "temperatures"),
        ({"temperatures": [2.1]}, "temperatures"),
        ({"temperatures": [float("nan")]}, "temperatures"),
        ({"samples": 0}, "samples"),
        ({"samples": 21}, "samples"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["GUESS"]}, "kinds"),
        ({"kinds": ["RANKING"]}, "kinds"),
        ({"overlap": -1}, "overlap"),
        ({"overlap": 0}, "overlap"),
        ({"split": "anchor"}, "split"),
        ({"split": "none"}, "split"),
        ({"item_limit": 0}, "item_limit"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_field(plan: dict[str, Any], wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(RoundInvalid) as caught:
        round_create(**plan | wrong)
    assert set(caught.value.fields) == {field}


def test_a_seed_gives_its_round_again_and_no_other(plan: dict[str, Any]) -> None:
    first = round_start(seed=5, **plan)
    assert round_start(seed=5, **plan | {"note": "again"}).round == first.round
    for other in ({"overlap": 3}, {"samples": 2}, {"temperatures": [0.2]}, {"kinds": ["RATING"]}, {"chosen": [1]}):
        with pytest.raises(RoundInvalid) as refused:
            round_start(seed=5, **plan | other)
        assert refused.value.fields == {
            "seed": "Seed 5 belongs to round 1, which was launched with another plan; choose another."
        }
    assert Round.objects.count() == 1


def test_what_belongs_to_another_project_is_refused(plan: dict[str, Any]) -> None:
    other = Project.objects.create(slug="coffee", name="Coffee")
    version = version_create(template=PromptTemplate.objects.create(project=other, name="answer"), now=NOW)
    endpoint = Endpoint.objects.create(project=other, name="there", base_url="local:")
    judge = Rater.objects.create(project=other, name="judge", kind="judge", endpoint=endpoint)
    with pytest.raises(RoundInvalid) as caught:
        round_create(**plan | {"versions": [version], "endpoint": endpoint, "judges": [judge]})
    assert set(caught.value.fields) == {"versions", "endpoint", "judges"}


def test_launching_closes_the_versions_to_edits_and_leaves_a_job(plan: dict[str, Any]) -> None:
    round, version = round_create(**plan), plan["versions"][0]
    version_edit(version=version, system="Be brief.")
    launched = round_launch(round=round, now=NOW)
    assert launched.round.state == "GENERATING"
    assert launched.job.celery_name == "annotations.generate"
    with pytest.raises(VersionUsed):
        version_edit(version=version, system="Be long.")
    with pytest.raises(Refused):
        round_launch(round=round, now=NOW)
    assert Job.objects.count() == 1


def test_collecting_builds_the_tasks_and_opens_the_round(plan: dict[str, Any], project: Project) -> None:
    round = round_create(**plan)
    with pytest.raises(Refused):
        round_collect(round=round)
    round_launch(round=round, now=NOW)
    make_responses(round, list(project.items.all()), 2)
    assert round_collect(round=round).created == 6
    assert round.state == "COLLECTING"
    assert round_collect(round=round).created == 0
    assert set(round.tasks.values_list("overlap", flat=True)) == {2}


def test_cancelling_ends_the_round_and_its_jobs(plan: dict[str, Any]) -> None:
    round = round_create(**plan)
    job = round_launch(round=round, now=NOW).job
    round_cancel(round=round, now=NOW)
    job.refresh_from_db()
    assert (round.state, job.state) == ("CANCELLED", "CANCELLED")
    for state in ("REVIEW", "CLOSED", "CANCELLED"):
        Round.objects.update(state=state)
        with pytest.raises(Refused):
            round_cancel(round=round, now=NOW)


def test_only_a_running_round_can_be_paused(plan: dict[str, Any]) -> None:
    round = round_create(**plan)
    with pytest.raises(Refused):
        round_pause(round=round, paused=True)
    round_launch(round=round, now=NOW)
    assert round_pause(round=round, paused=True).paused
    assert not round_pause(round=round, paused=False).paused


def test_versions_are_numbered_and_the_first_is_served(template: PromptTemplate) -> None:
    first = version_create(template=template, now=NOW)
    second = version_create(template=template, parent=first, principles=["Be kind."], now=NOW)
    template.refresh_from_db()
    assert ((first.number, second.number), template.active_version) == ((1, 2), first)
    assert version_activate(version=second).active_version == second
    assert TemplateVersion.objects.get(parent=first) == second


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_text": "  "},
        {"system": "x" * 100_001},
        {"principles": [""]},
        {"exemplars": [{"input": "a"}]},
        {"temperature": 3},
    ],
)
def test_a_version_that_cannot_be_is_refused_by_field(template: PromptTemplate, wrong: dict[str, Any]) -> None:
    with pytest.raises(VersionInvalid) as caught:
        version_create(template=template, now=NOW, **wrong)
    assert set(caught.value.fields) == set(wrong)
    assert not Response.objects.exists()
