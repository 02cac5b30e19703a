"""The same worker on Redis: bells ring there, and the database stays the truth."""

from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery
from django.utils import timezone

from annotations.models import Assignment, Job, Project, Rater, Response, Round, User, Worker
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from annotations.services.members import rater_of
from ranking.models import Fit
from ranking.services.rounds import round_close
from tests.annotations.llm.faulty_server import FaultyServer, Reply, completion
from tests.annotations.machines import launch, make_endpoint, make_judge, states, verdict
from tests.faults.workers import kill, start_worker, stop_politely, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, pytest.mark.redis]


@pytest.mark.slow
def test_a_bell_rung_twice_on_redis_is_answered_once(project: Project, tmp_path: Path, redis_url: str) -> None:
    worker = start_worker(tmp_path, redis_url=redis_url)
    try:
        wait_until(Worker.objects.exists, "the worker's first sign of life")
        with FaultyServer(lambda number, body: Reply(delay=0.05)) as server:
            job = launch(project, make_endpoint(project, server.base_url), items=6)
            bell = Celery(broker=redis_url)
            for _again in range(2):
                bell.send_task(job.celery_name, kwargs={"job_id": job.pk})
            wait_until(lambda: Job.objects.filter(pk=job.pk, state="DONE").exists(), "the job to be done")
        assert states(job.round) == ["DONE"] * 6
        assert len(server.seen) == 6
        assert Round.objects.get().state == "COLLECTING"
        assert Response.objects.filter(attempt=1).count() == 6
    finally:
        stop_politely(worker)
    assert worker.returncode == 0


def answer_all(rater: Rater) -> None:
    while assignment := assignment_next(rater=rater, now=timezone.now()):
        answer = {"scores": {"helpfulness": 1 + assignment.pk % 5, "correctness": 3}}
        answer_submit(
            assignment_id=assignment.pk, rater=rater, key=uuid4(), shown=assignment.shown, answer=answer,
            now=timezone.now(),
        )  # fmt: skip


@pytest.mark.slow
def test_a_round_on_redis_reaches_its_figures_though_a_worker_was_killed(
    project: Project, annotator: User, tmp_path: Path, redis_url: str
) -> None:
    def script(number: int, body: dict) -> Reply:
        return verdict(body) if "response_format" in body else Reply(completion(f"Answer {number}"), delay=0.1)

    with FaultyServer(script) as server:
        endpoint = make_endpoint(project, server.base_url, concurrency=2)
        job = launch(project, endpoint, items=12, judges=(make_judge(project, endpoint),))
        Job.objects.update(rung_at=None)
        first = start_worker(tmp_path / "first", redis_url=redis_url)
        wait_until(Response.objects.filter(state="DONE").exists, "the first worker's answers")
        kill(first)
        # What waiting for the leases would do.
        Job.objects.update(lease_until=timezone.now(), rung_at=None)
        Response.objects.exclude(lease_until=None).update(lease_until=timezone.now())

        second = start_worker(tmp_path / "second", redis_url=redis_url)
        try:
            verdicts = Assignment.objects.filter(rater__kind=Rater.Kind.JUDGE, state="DONE")
            wait_until(lambda: verdicts.count() == 12, "candidates and verdicts")
            answer_all(rater_of(project=project, user=annotator))
            learning = round_close(round=job.round, now=timezone.now())
            Celery(broker=redis_url).send_task(learning.job.celery_name, kwargs={"job_id": learning.job.pk})
            wait_until(lambda: Round.objects.get().state == Round.State.REVIEW, "the figures")
        finally:
            stop_politely(second)
    assert states(job.round) == ["DONE"] * 12
    # Only what was under way at the kill is asked for again.
    assert 24 <= len(server.seen) <= 26
    report = Fit.objects.get().report
    assert report["counts"]["ratings"] == 24
    assert report["counts"]["judges"] == 1
