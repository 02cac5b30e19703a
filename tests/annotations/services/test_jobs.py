"""Job rows: one live job per key, one worker per attempt."""

from datetime import timedelta

import pytest

from annotations.models import Job, Project
from annotations.selectors.jobs import RING_AGAIN, jobs_stale
from annotations.services.errors import Unknown
from annotations.services.jobs import (
    ATTEMPTS,
    LEASE,
    job_cancel,
    job_claim,
    job_create,
    job_fail,
    job_finish,
    job_renew,
    job_requeue,
    jobs_give_up,
)
from tests.annotations.world import NOW

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + LEASE + timedelta(seconds=1)


def make_job(key: str = "k") -> Job:
    return job_create(celery_name="annotations.generate", key=key, now=NOW)


def test_a_key_has_one_live_job_and_may_be_used_again_afterwards() -> None:
    first = make_job()
    assert make_job() == first
    claimed = job_claim(job_id=first.pk, now=NOW)
    assert claimed is not None
    assert make_job() == first
    job_finish(job=claimed, now=NOW)
    assert make_job() != first


def test_a_job_is_claimed_once_and_again_when_its_worker_fell_silent() -> None:
    job = make_job()
    first = job_claim(job_id=job.pk, now=NOW)
    assert first is not None
    assert (first.state, first.attempt, first.started_at) == ("RUNNING", 1, NOW)
    assert job_claim(job_id=job.pk, now=NOW) is None
    second = job_claim(job_id=job.pk, now=LATER)
    assert second is not None
    assert second.attempt == 2


def test_a_worker_thought_dead_cannot_write_over_its_successor() -> None:
    job = make_job()
    first = job_claim(job_id=job.pk, now=NOW)
    second = job_claim(job_id=job.pk, now=LATER)
    assert first is not None
    assert second is not None
    assert not job_renew(job=first, now=LATER)
    assert not job_finish(job=first, now=LATER)
    assert job_renew(job=second, now=LATER, done=3, total=9, message="On it")
    job.refresh_from_db()
    assert (job.done, job.total, job.message, job.lease_until) == (3, 9, "On it", LATER + LEASE)


def test_a_cancelled_job_tells_its_worker_to_stop() -> None:
    job = make_job()
    claimed = job_claim(job_id=job.pk, now=NOW)
    assert claimed is not None
    assert job_cancel(job_id=job.pk, now=NOW).state == "CANCELLED"
    assert not job_renew(job=claimed, now=NOW)
    assert not job_fail(job=claimed, now=NOW, message="x")
    assert job_claim(job_id=job.pk, now=LATER) is None
    assert job_cancel(job_id=job.pk, now=LATER).finished_at == NOW


def test_a_job_that_is_over_stays_so() -> None:
    claimed = job_claim(job_id=make_job().pk, now=NOW)
    assert claimed is not None
    job_fail(job=claimed, now=NOW, message="No key")
    assert job_cancel(job_id=claimed.pk, now=NOW).state == "FAILED"


def test_a_polite_stop_puts_it_back_in_line_at_no_cost() -> None:
    job = make_job()
    claimed = job_claim(job_id=job.pk, now=NOW)
    assert claimed is not None
    assert job_requeue(job=claimed)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("QUEUED", 0)
    assert list(jobs_stale(app="annotations", now=NOW)) == [job]


def test_stale_jobs_are_those_whose_bell_or_worker_was_lost() -> None:
    waiting, running = make_job("waiting"), make_job("running")
    job_claim(job_id=running.pk, now=NOW)
    assert not jobs_stale(app="annotations", now=NOW + timedelta(seconds=1))
    assert list(jobs_stale(app="annotations", now=NOW + RING_AGAIN + timedelta(seconds=1))) == [waiting]
    assert list(jobs_stale(app="annotations", now=LATER)) == [waiting, running]
    assert not jobs_stale(app="ranking", now=LATER)


def test_a_job_that_kills_every_worker_is_given_up() -> None:
    job, now = make_job(), NOW
    for _attempt in range(ATTEMPTS):
        assert job_claim(job_id=job.pk, now=now) is not None
        now += LEASE + timedelta(seconds=1)
    assert job_claim(job_id=job.pk, now=now) is None
    assert jobs_give_up(now=now) == 1
    job.refresh_from_db()
    assert job.state == "FAILED"
    assert str(ATTEMPTS) in job.message


def test_an_unknown_job_is_told_as_unknown(project: Project) -> None:
    with pytest.raises(Unknown):
        job_cancel(job_id=10**9, now=NOW)
    assert job_claim(job_id=10**9, now=NOW) is None
