"""What a round's generation survives: bad servers, killed workers, repeated deliveries."""

import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from annotations import jobs
from annotations.models import EndpointWindow, Job, Project, Response, Round
from annotations.selectors.jobs import jobs_stale
from annotations.services.jobs import LEASE
from annotations.services.judges import judge_create
from tests.annotations.llm.faulty_server import FaultyServer, Reply, completion
from tests.annotations.machines import launch, make_endpoint, run, run_judges, states, verdict
from tests.faults.workers import kill, start_worker, stop_politely, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
SLOW_DOWN = Reply({"error": {"message": "slow down"}}, 429, {"Retry-After-Ms": "200"})


def done() -> int:
    return Response.objects.filter(state="DONE").count()


def test_a_storm_of_faults_delays_a_round_and_loses_nothing(project: Project) -> None:
    faults = {
        1: SLOW_DOWN, 2: SLOW_DOWN, 3: SLOW_DOWN, 4: Reply({}, 500), 5: Reply(cut=True), 6: Reply('{"choices": [{"me'),
        7: Reply(delay=4.0), 8: SLOW_DOWN, 9: Reply("<html>gone</html>", 502),
    }  # fmt: skip
    with FaultyServer(lambda number, body: faults.get(number, Reply())) as server:
        run(launch(project, make_endpoint(project, server.base_url, timeout_seconds=2), items=8))
    assert states(Round.objects.get()) == ["DONE"] * 8
    assert len(server.seen) >= 8 + len(faults)
    # On a busy machine a call may run out of time before the server sees it.
    assert sum(Response.objects.values_list("attempt", flat=True)) >= len(server.seen)


def test_a_limit_per_minute_counts_every_attempt(project: Project) -> None:
    with FaultyServer(lambda number, body: Reply({}, 500) if number % 2 else Reply()) as server:
        endpoint = make_endpoint(project, server.base_url, requests_per_minute=10_000)
        run(launch(project, endpoint, items=5))
    assert sum(EndpointWindow.objects.values_list("requests", flat=True)) == len(server.seen)


def test_the_same_job_delivered_twice_at_once_is_done_once(project: Project) -> None:
    with FaultyServer(lambda number, body: Reply(delay=0.05)) as server:
        job = launch(project, make_endpoint(project, server.base_url), items=6)

        def deliver() -> None:
            jobs.generate(job_id=job.pk)
            connection.close()

        threads = [threading.Thread(target=deliver) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        deliver()
    assert len(server.seen) == 6
    assert states(job.round) == ["DONE"] * 6
    assert job.round.tasks.count() == 6


@pytest.mark.slow
def test_workers_that_go_lose_nothing_and_double_nothing(project: Project, tmp_path: Path) -> None:
    """One worker is asked to stop, the next is killed, and whoever comes then generates and judges the rest."""

    def script(number: int, body: dict) -> Reply:
        return verdict(body) if "response_format" in body else Reply(completion(f"Answer {number}"), delay=0.2)

    with FaultyServer(script) as server:
        endpoint = make_endpoint(project, server.base_url, concurrency=2)
        judge = judge_create(project=project, name="judge", endpoint=endpoint)
        job = launch(project, endpoint, items=30, judges=(judge,))
        Job.objects.update(rung_at=None)

        worker = start_worker(tmp_path / "first")
        wait_until(lambda: done() >= 4, "the first worker's answers")
        stop_politely(worker)
        job.refresh_from_db()
        assert (job.state, job.attempt) == (Job.State.QUEUED, 0)
        assert not Response.objects.filter(state="PLANNED").exclude(lease_until=None).exists()
        first = done()
        assert 4 <= first < 30

        worker = start_worker(tmp_path / "second")
        wait_until(lambda: done() >= first + 4, "the second worker's answers")
        kill(worker)
        survived = dict(Response.objects.filter(state="DONE").values_list("pk", "text"))
        assert len(survived) < 30
        assert not jobs_stale(app="annotations", now=timezone.now()).exists()

        later = timezone.now() + LEASE + timedelta(seconds=1)
        assert list(jobs_stale(app="annotations", now=later)) == [job]
        # What waiting for the leases would do.
        Job.objects.update(lease_until=timezone.now())
        Response.objects.exclude(lease_until=None).update(lease_until=timezone.now())
        judging = run(job)
        assert judging is not None
        run_judges(judging)

    round = Round.objects.get()
    assert states(round) == ["DONE"] * 30
    assert {pk: text for pk, text in Response.objects.values_list("pk", "text") if pk in survived} == survived
    assert round.tasks.count() == 30
    assert Counter(round.tasks.values_list("assignments__rater__name", flat=True)) == {"judge": 30}
    # Only what was under way when a worker went is asked for again: two calls at a time, two workers.
    assert 60 <= len(server.seen) <= 64
