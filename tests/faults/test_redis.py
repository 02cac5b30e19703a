"""The same worker on Redis: bells ring there, and the database stays the truth."""

from pathlib import Path

import pytest
from celery import Celery

from annotations.models import Job, Project, Response, Round, Worker
from tests.annotations.llm.faulty_server import FaultyServer, Reply
from tests.annotations.machines import launch, make_endpoint, states
from tests.faults.workers import start_worker, stop_politely, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.redis]


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
