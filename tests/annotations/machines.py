"""Makers of endpoints, judges and rounds that models answer."""

import json
from datetime import datetime

from django.utils import timezone

from annotations.models import Endpoint, Job, Project, Rater, Round
from annotations.services.generation import generation_run
from annotations.services.jobs import job_claim
from annotations.services.judges import judge_create
from annotations.services.judging import judging_run
from annotations.services.rounds import round_create, round_launch
from annotations.services.templates import template_create, version_create
from tests.annotations.llm.faulty_server import Reply, completion
from tests.annotations.world import make_items


def make_endpoint(project: Project, base_url: str, **fields: object) -> Endpoint:
    name = f"endpoint-{project.endpoints.count()}"
    return Endpoint.objects.create(
        project=project, name=name, base_url=base_url, **{"model": "m", "timeout_seconds": 5} | fields
    )


def launch(
    project: Project, endpoint: Endpoint, *, items: int = 2, judges: tuple[Rater, ...] = (), **plan: object
) -> Job:
    """A launched round of fresh items; its job waits."""
    now = timezone.now()
    make_items(project, items)
    template = template_create(project=project, name=f"t{project.templates.count()}", now=now)
    version = version_create(template=template, now=now)
    defaults = {"temperatures": [0.5], "samples": 1, "split": "develop", "kinds": ["RATING"], "overlap": 1}
    made = round_create(
        project=project, versions=[version], endpoint=endpoint, judges=judges, now=now, **defaults | plan
    )
    return round_launch(round=made, now=now).job


def run(job: Job, *, stop: bool = False, now: datetime | None = None) -> Job | None:
    """What the worker does with a generating job."""
    claimed = job_claim(job_id=job.pk, now=now or timezone.now())
    assert claimed is not None
    return generation_run(job=claimed, clock=timezone.now, stop=lambda: stop)


def run_judges(job: Job) -> None:
    claimed = job_claim(job_id=job.pk, now=timezone.now())
    assert claimed is not None
    judging_run(job=claimed, clock=timezone.now, stop=lambda: False)


def make_judge(project: Project, endpoint: Endpoint, mode: str = "") -> Rater:
    return judge_create(project=project, name=f"judge-{project.raters.count()}", endpoint=endpoint, mode=mode)


def verdict(body: dict) -> Reply:
    """What a judge that always prefers what stands first would say, in the form that was asked."""
    asked = body["response_format"]["json_schema"]["schema"]["properties"]
    said = {}
    for name, form in asked.items():
        if form["type"] == "array":
            said[name] = form["items"]["anyOf"][0]["enum"]
        else:
            said[name] = form["enum"][0] if form["enum"][0] == "A" else form["enum"][-1]
    return Reply(completion(json.dumps(said)))


def states(round: Round) -> list[str]:
    return sorted(round.responses.values_list("state", flat=True))
