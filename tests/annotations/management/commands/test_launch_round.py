import json

import pytest
from django.core.management import CommandError, call_command

from annotations import jobs
from annotations.models import Job, Project, Response, Round
from annotations.services.templates import template_create, version_create
from tests.annotations.llm.faulty_server import FaultyServer, Reply
from tests.annotations.machines import make_endpoint, make_judge
from tests.annotations.world import NOW, make_items

pytestmark = pytest.mark.django_db


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs whose bell was rung; no broker is asked."""
    rung: list[Job] = []
    monkeypatch.setattr(jobs, "send", rung.append)
    return rung


@pytest.fixture
def planned(project: Project) -> Project:
    """A project that can launch a round: two items, a template, an endpoint and a judge."""
    make_items(project, 2)
    version_create(template=template_create(project=project, name="answers", now=NOW), now=NOW)
    make_judge(project, make_endpoint(project, "http://127.0.0.1:1/v1"))
    return project


def launch(*extra: str, **changes: str) -> None:
    options = {"project": "tea", "template": "answers", "version": "1", "endpoint": "endpoint-0"} | changes
    call_command("launch_round", *(part for name, value in options.items() for part in (f"--{name}", value)), *extra)


def test_it_prints_the_round_and_rings_for_its_job(
    planned: Project, bells: list[Job], capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        launch("--temperature", "0.2", "0.8", "--kind", "RATING", "COMPARISON", "--judge", "judge-0", "--overlap", "2")
    assert json.loads(capsys.readouterr().out) == {"round": 1}
    round = Round.objects.get()
    assert (round.temperatures, round.kinds, round.overlap) == ([0.2, 0.8], ["RATING", "COMPARISON"], 2)
    assert [job.celery_name for job in bells] == ["annotations.generate"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"project": "nowhere"}, "no project"),
        ({"version": "7"}, "no version 7"),
        ({"endpoint": "nobody"}, "endpoint-0"),
        ({"judge": "nobody"}, "judge-0"),
        ({"split": "anchor"}, "no items there"),
        ({"temperature": "9"}, "between 0 and 2"),
    ],
)
def test_it_says_what_is_wrong(planned: Project, changes: dict[str, str], word: str) -> None:
    with pytest.raises(CommandError, match=word):
        launch(**changes)
    assert not Round.objects.exists()


def test_status_tells_a_round_in_json(planned: Project, bells: list[Job], capsys: pytest.CaptureFixture[str]) -> None:
    with FaultyServer(lambda number, body: Reply({"error": {"message": "no"}}, 400)) as server:
        planned.endpoints.update(base_url=server.base_url)
        launch()
        jobs.generate(job_id=Job.objects.get().pk)
    Response.objects.filter(pk=Response.objects.first().pk).update(state="DONE", prompt_tokens=5, completion_tokens=2)
    capsys.readouterr()
    call_command("round_status", "--project", "tea", "--round", "1", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "round": 1,
        "state": "GENERATING",
        "responses": {"planned": 2, "done": 1, "failed": 1},
        "judging": {"planned": 0, "done": 0, "unreadable": 0},
        "answers": {"needed": 0, "done": 0},
        "errors": {"bad_request": 1},
        "worker": False,
        "interrupted": False,
        "tokens": 7,
        "cost": None,
    }


def test_status_speaks_in_words_too(planned: Project, bells: list[Job], capsys: pytest.CaptureFixture[str]) -> None:
    launch()
    call_command("round_status", "--project", "tea", "--round", "1")
    told = capsys.readouterr().out.splitlines()
    assert {"round: 1", "worker: no", "tokens: 0", "cost: not known"} <= set(told)


def test_status_knows_only_rounds_that_are_there(planned: Project) -> None:
    with pytest.raises(CommandError, match="no round 4"):
        call_command("round_status", "--project", "tea", "--round", "4")


def test_a_policy_is_named_option_by_option(planned: Project, bells: list[Job]) -> None:
    launch(
        "--overlap", "2", "--training", "--gold-share", "0.1", "--overlap-cap", "4", "--skill", "law", "--adjudicate"
    )
    policy = Round.objects.get().policy
    assert (policy["training"], policy["gold_share"], policy["repeat_share"]) == (True, 0.1, 0)
    assert (policy["overlap_cap"], policy["adjudicate"], policy["skills"]) == (4, True, ["law"])
    with pytest.raises(CommandError, match="share from 0 to 50 %"):
        launch("--gold-share", "0.9")


def test_it_asks_first_what_teaches_most_where_told_to(
    planned: Project, bells: list[Job], capsys: pytest.CaptureFixture[str]
) -> None:
    launch("--labelling", "adaptive", "--random-share", "0.4")
    assert {"labelling": "adaptive", "random_share": 0.4}.items() <= Round.objects.get().policy.items()
    with pytest.raises(CommandError, match="20 to 100"):
        launch("--labelling", "adaptive", "--random-share", "0.1")
    with pytest.raises(CommandError, match="nothing to choose"):
        launch("--labelling", "adaptive", "--overlap", "0", "--judge", "judge-0")
