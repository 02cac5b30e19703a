"""Signs of life, written by a thread beside the work: that a worker lives, and that a job is being worked on."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection
from django.utils import timezone

from annotations.models import Job
from annotations.services.jobs import LEASE, job_fail, job_renew, job_requeue
from annotations.services.workers import worker_gone, worker_seen

BEAT_SECONDS = 5.0
log = logging.getLogger(__name__)


class Ticker:
    """Does something every few seconds until it is stopped. A database out of reach is tried again next time."""

    def __init__(self, action: Callable[[], object], *, every: float, at_once: bool = False) -> None:
        self._action = action
        self._every = every
        self._at_once = at_once
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after what is being done."""
        self._stopping.set()
        self._thread.join(timeout=self._every)

    def _run(self) -> None:
        if self._at_once:
            self._tick()
        while not self._stopping.wait(self._every):
            self._tick()

    def _tick(self) -> None:
        try:
            self._action()
        except DatabaseError as error:
            log.warning("No sign of life could be written: %s", error)
        finally:
            # The worker's pool forks from this process; a connection left open would be shared with its children.
            connection.close()


class Heartbeat:
    """A worker's row: there while it lives, gone as soon as it stops politely."""

    def __init__(self, name: str, *, every: float = BEAT_SECONDS) -> None:
        self.name = name
        self._ticker = Ticker(self._beat, every=every, at_once=True)

    def start(self) -> None:
        """Write the row, and again every few seconds."""
        self._ticker.start()

    def stop(self) -> None:
        """Take the row away."""
        self._ticker.stop()
        worker_gone(name=self.name)

    def _beat(self) -> None:
        worker_seen(name=self.name, now=timezone.now())


@contextmanager
def job_kept(job: Job) -> Iterator[None]:
    """While inside, the job's lease is renewed. A fault fails the job and is raised; a worker told to stop requeues it.

    For work that cannot renew by itself, such as one long computation.
    """
    ticker = Ticker(lambda: job_renew(job=job, now=timezone.now()), every=LEASE.total_seconds() / 3)
    ticker.start()
    try:
        yield
    finally:
        ticker.stop()
        fault = sys.exception()
        if isinstance(fault, Exception):
            job_fail(job=job, now=timezone.now(), message=f"{type(fault).__name__}: {fault}")
        elif fault is not None:
            job_requeue(job=job)
