"""The worker's side: heartbeat, kept leases, and the sweep."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from celery import Celery
from django.utils import timezone

from annotations import jobs
from annotations.heartbeat import Heartbeat, Ticker, job_kept
from annotations.jobs import ring, sweep
from annotations.models import Assignment, Job, Project, Worker
from annotations.selectors.jobs import WORKER_SILENCE, workers_alive
from annotations.services.handout import assignment_next
from annotations.services.jobs import job_claim, job_create
from tests.annotations.world import NOW, make_rater, open_round


def until(true: Callable[[], bool]) -> None:
    """Waits for a thread, five seconds at most."""
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_seen_while_it_lives_and_gone_when_it_stops() -> None:
    heartbeat = Heartbeat("one@here", every=0.05)
    heartbeat.start()
    until(Worker.objects.exists)
    first = Worker.objects.get().seen_at
    until(lambda: Worker.objects.get().seen_at > first)
    assert [one.name for one in workers_alive(now=timezone.now())] == ["one@here"]
    heartbeat.stop()
    assert not Worker.objects.exists()


@pytest.mark.django_db
def test_a_killed_worker_is_silent_after_a_while() -> None:
    Worker.objects.create(name="dead@here", seen_at=NOW)
    assert workers_alive(now=NOW + timedelta(seconds=5))
    assert not workers_alive(now=NOW + WORKER_SILENCE)
    sweep()
    assert not Worker.objects.exists()


def test_a_ticker_goes_on_until_it_is_stopped() -> None:
    ticks: list[int] = []
    ticker = Ticker(lambda: ticks.append(1), every=0.01)
    ticker.start()
    until(lambda: len(ticks) > 3)
    ticker.stop()
    count = len(ticks)
    time.sleep(0.05)
    assert len(ticks) == count


def running() -> Job:
    job = job_claim(job_id=job_create(celery_name="ranking.x", key="x", now=NOW).pk, now=NOW)
    assert job is not None
    return job


@pytest.mark.django_db
def test_a_fault_fails_the_job_and_is_raised() -> None:
    job = running()
    with pytest.raises(ZeroDivisionError), job_kept(job):
        _ = 1 / 0
    job.refresh_from_db()
    assert (job.state, job.message) == ("FAILED", "ZeroDivisionError: division by zero")


@pytest.mark.django_db
def test_a_worker_told_to_stop_puts_its_job_back_in_line() -> None:
    job = running()
    with pytest.raises(SystemExit), job_kept(job):
        raise SystemExit
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("QUEUED", 0)


@pytest.mark.django_db
def test_the_sweep_returns_expired_leases_and_rings_again(project: Project) -> None:
    open_round(project)
    held = assignment_next(rater=make_rater(project, "ada"), now=NOW)
    job = job_create(celery_name="annotations.generate", key="old", now=NOW)
    sweep()
    assert held is not None
    assert Assignment.objects.get().state == "RETURNED"
    job.refresh_from_db()
    assert job.rung_at is not None
    assert job.rung_at > NOW


@pytest.mark.django_db(transaction=True)
def test_a_bell_that_cannot_be_rung_is_no_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_listens = Celery("nobody", broker="redis://127.0.0.1:1/0", set_as_current=False)
    monkeypatch.setattr(jobs, "current_app", nobody_listens)
    job = job_create(celery_name="annotations.generate", key="k", now=NOW)
    ring(job)
    job.refresh_from_db()
    assert job.state == "QUEUED"
