"""Celery work of this app. A job's row says what is to be done; a message only says that there is something."""

import logging
from multiprocessing import get_context
from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_ready, worker_shutdown, worker_shutting_down
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import KombuError

from annotations.handout.policy import Policy
from annotations.heartbeat import Heartbeat
from annotations.models import Job
from annotations.selectors.jobs import jobs_stale
from annotations.services.generation import generation_run
from annotations.services.handout import assignment_return_expired
from annotations.services.jobs import GENERATE, JUDGE, job_claim, job_rung, jobs_give_up
from annotations.services.judging import judging_run
from annotations.services.workers import workers_forget

log = logging.getLogger(__name__)
_heartbeats: dict[str, Heartbeat] = {}
# Shared with the pool's children, which are forked from the process that hears the signal to stop: long jobs look
# here, put themselves back in line, and let the worker go.
stopping = get_context("fork").Event()


def ring(job: Job) -> None:
    """This function will ring the bell of a job once the transaction is committed."""
    transaction.on_commit(lambda: send(job))


def send(job: Job) -> None:
    """This function will ring the bell of a job now. A broker out of reach is no loss: the sweep rings again."""
    try:
        current_app.send_task(job.celery_name, kwargs={"job_id": job.pk}, retry=False)
    except (OSError, KombuError) as error:
        log.warning("The bell of job %s could not be rung: %s", job.pk, error)


def sweep_soon(app: str) -> None:
    """This function will have an app swept now: something is there that it may want to go on with."""
    try:
        current_app.send_task(f"{app}.sweep", retry=False)
    except (OSError, KombuError) as error:
        log.warning("The sweep of %s could not be asked for: %s", app, error)


def ring_stale(app: str) -> int:
    """This function will ring again for an app's jobs that nobody works on, and return for how many."""
    now = timezone.now()
    jobs_give_up(now=now)
    stale = list(jobs_stale(app=app, now=now))
    for job in stale:
        job_rung(job_id=job.pk, now=now)
        send(job)
    return len(stale)


@shared_task(name=GENERATE, ignore_result=True)
def generate(*, job_id: int, **kwargs: Any) -> None:
    """Makes a round's candidates, then rings for its judges, and for whoever decides what is asked first."""
    job = job_claim(job_id=job_id, now=timezone.now())
    judging = generation_run(job=job, clock=timezone.now, stop=stopping.is_set) if job else None
    if judging:
        ring(judging)
    if job and job.round and Policy.read(job.round.policy).is_adaptive:
        sweep_soon("ranking")


@shared_task(name=JUDGE, ignore_result=True)
def judge(*, job_id: int, **kwargs: Any) -> None:
    """Lets a round's judges answer its tasks."""
    if job := job_claim(job_id=job_id, now=timezone.now()):
        judging_run(job=job, clock=timezone.now, stop=stopping.is_set)


@shared_task(name="annotations.sweep", ignore_result=True)
def sweep(**kwargs: Any) -> None:
    """Picks up what was dropped: leases that ran out, bells that were lost, workers that were killed."""
    now = timezone.now()
    assignment_return_expired(now=now)
    workers_forget(now=now)
    ring_stale("annotations")


@worker_ready.connect
def start_heartbeat(sender: Any, **kwargs: Any) -> None:
    """A worker that starts says so, and sweeps."""
    heartbeat = _heartbeats[sender.hostname] = Heartbeat(sender.hostname)
    heartbeat.start()
    for name in ("annotations.sweep", "ranking.sweep"):
        current_app.send_task(name)


@worker_shutting_down.connect
def stop_long_jobs(**kwargs: Any) -> None:
    """A worker that is asked to stop lets its long jobs know."""
    stopping.set()


@worker_shutdown.connect
def stop_heartbeat(**kwargs: Any) -> None:
    """A worker that stops says so."""
    for name in list(_heartbeats):
        _heartbeats.pop(name).stop()
