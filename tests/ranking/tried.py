"""A model and a judge on a loopback server, and a proposal to try on them."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from annotations.models import Endpoint, Job, Project, Rater
from annotations.services.jobs import job_claim
from ranking.models import Experiment, Proposal
from ranking.proposers import PROPOSERS
from ranking.services.experiments import experiment_run, trial_start
from ranking.services.proposals import proposal_make
from tests.annotations.llm.faulty_server import FaultyServer, Reply, completion
from tests.annotations.machines import make_endpoint, make_judge
from tests.ranking.made import Made, make_items, make_round

CLOSE = re.compile(r"^<<<END CANDIDATE A", re.MULTILINE)
Writes = Callable[[dict], str]
Rates = Callable[[str, dict], int]


def is_judge(body: dict) -> bool:
    return "Rubric:" in body["messages"][-1]["content"]


def candidate(body: dict) -> str:
    """The answer that a judge is asked about."""
    return body["messages"][-1]["content"].split("<<<CANDIDATE A", 1)[1].split("\n", 1)[1].split("\n<<<END", 1)[0]


def echo(body: dict) -> str:
    """A model whose answer tells how many principles it was given."""
    system = next((one["content"] for one in body["messages"] if one["role"] == "system"), "")
    return f"{len(re.findall(r'^[0-9]+[.] ', system, re.MULTILINE))} principles for {body['messages'][-1]['content']}"


def by_principles(text: str, body: dict) -> int:
    """A judge that likes principles: 2 without any, one more for each, at most 5."""
    return min(5, 2 + int(text.split()[0]))


@dataclass
class Stage:
    server: FaultyServer
    endpoint: Endpoint
    judge: Rater


@contextmanager
def stage(project: Project, *, writes: Writes = echo, rates: Rates = by_principles, **endpoint) -> Iterator[Stage]:
    """An endpoint that writes and judges."""

    def script(number: int, body: dict) -> Reply:
        if not is_judge(body):
            return Reply(completion(writes(body)))
        names = body["response_format"]["json_schema"]["schema"]["properties"]
        return Reply(completion(json.dumps(dict.fromkeys(names, rates(candidate(body), body)))))

    with FaultyServer(script) as server:
        made = make_endpoint(project, server.base_url, **{"concurrency": 4, **endpoint})
        yield Stage(server, made, make_judge(project, made))


def weak(item: int, temperature: float, rater: int, dimension: str) -> float:
    """People miss helpfulness; nothing is good enough for an exemplar."""
    return 2 if dimension == "helpfulness" else 4


def proposed(project: Project, *, items: int = 8, tested: int = 3) -> tuple[Made, Proposal]:
    """A round on split develop with items to test with beside it, and the plain proposal that comes of it."""
    develop = make_items(project, items)
    make_items(project, tested, split="evaluate")
    make_items(project, tested, split="anchor")
    made = make_round(project, items=develop, score_of=weak)
    now = timezone.now()
    return made, proposal_make(project=project, round=made.round, by=None, now=now, seed=1, proposer=PROPOSERS["plain"])


def try_it(proposal: Proposal, on: Stage, **kwargs) -> Experiment:
    """Start a trial and run its job to the end."""
    started = trial_start(proposal=proposal, endpoint=on.endpoint, judge=on.judge, now=timezone.now(), seed=3, **kwargs)
    return run(started)


def run(
    experiment: Experiment, *, stop: Callable[[], bool] = lambda: False, clock: Callable[[], datetime] = timezone.now
) -> Experiment:
    """What the worker does with an experiment's job."""
    claimed = job_claim(job_id=experiment.job_id, now=clock())
    assert claimed is not None
    experiment_run(job=claimed, clock=clock, stop=stop, proposers=PROPOSERS)
    return Experiment.objects.select_related("job").get(pk=experiment.pk)


def job_of(experiment: Experiment) -> Job:
    return Job.objects.get(pk=experiment.job_id)
