"""Drives many calls to one endpoint for a job: this thread does all database work, another asks the model.

What is asked, and what becomes of the answers, is the business of a `Work`.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from annotations.llm.runner import Call, CallPool, Outcome
from annotations.models import Endpoint, Job, Round
from annotations.services.jobs import job_renew
from annotations.services.permits import permits_return, permits_take

# Answers are stored and leases renewed at least this often.
FLUSH_SECONDS = 0.4
# Answers that come close together share a transaction.
GATHER_SECONDS = 0.05

Clock = Callable[[], datetime]
Stop = Callable[[], bool]


class End(StrEnum):
    """Why a drive ended."""

    FINISHED = "finished"
    PAUSED = "paused"
    STOPPED = "stopped"
    LOST = "lost"


class Work(Protocol):
    """What is to be asked of one endpoint, piece by piece."""

    done: int
    total: int

    def more(self, room: int, now: datetime) -> Sequence[Call]:
        """At most `room` calls that may start now."""

    def store(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Keep what came back, or plan another attempt."""

    def renew(self, now: datetime) -> None:
        """Prolong the leases of what is under way."""

    def release(self) -> None:
        """Give back what is under way."""

    def finished(self) -> bool:
        """Whether nothing is left to ask, now or later."""


def drive(*, work: Work, job: Job, endpoint: Endpoint, clock: Clock, stop: Stop) -> End:
    """This function will ask until nothing is left, or round or job is paused or cancelled, or the worker stops."""
    end: End | None = None
    beat = 0.0
    with CallPool(concurrency=max(1, endpoint.concurrency)) as pool:
        while True:
            if time.monotonic() - beat >= FLUSH_SECONDS:
                beat = time.monotonic()
                end = end or _reason_to_end(work, job, clock(), stop)
            if end in (End.LOST, End.STOPPED):
                work.release()
                return end
            if end is None:
                _submit(work, pool, endpoint, clock())
            if not pool.open and (end is not None or work.finished()):
                _renew(work, job, clock())
                return end or End.FINISHED
            if outcomes := _gather(pool):
                work.store(outcomes, clock())


def _submit(work: Work, pool: CallPool, endpoint: Endpoint, now: datetime) -> None:
    if not pool.free:
        return
    permits = permits_take(endpoint=endpoint, wanted=pool.free, now=now)
    calls = work.more(permits, now) if permits else []
    permits_return(endpoint=endpoint, unused=permits - len(calls), now=now)
    for call in calls:
        pool.submit(call)


def _gather(pool: CallPool) -> list[Outcome]:
    outcomes = pool.collect(timeout=FLUSH_SECONDS if pool.open else FLUSH_SECONDS / 2)
    if outcomes and pool.open:
        outcomes += pool.collect(timeout=GATHER_SECONDS)
    return outcomes


def _reason_to_end(work: Work, job: Job, now: datetime, stop: Stop) -> End | None:
    if not _renew(work, job, now):
        return End.LOST
    if stop():
        return End.STOPPED
    # Work outside of rounds ends with its job, which may be cancelled.
    if job.round_id is None:
        return None
    state, paused = Round.objects.values_list("state", "paused").get(pk=job.round_id)
    # Cancelled, or closed by a person: no more is to come into it.
    if state not in (Round.State.GENERATING, Round.State.COLLECTING):
        return End.LOST
    return End.PAUSED if paused else None


def _renew(work: Work, job: Job, now: datetime) -> bool:
    work.renew(now)
    return job_renew(job=job, now=now, done=work.done, total=work.total)
