"""Questions about background work."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from annotations.models import Job, Round, Worker

GENERATE = "annotations.generate"
JUDGE = "annotations.judge"
LIVE = [Job.State.QUEUED, Job.State.RUNNING]

# Three missed beats of the heartbeat (every 5 s): long enough for a busy machine, short enough to tell a person.
WORKER_SILENCE = timedelta(seconds=20)
# What is left of a job's lease (60 s, renewed every 20 s) once its worker has missed a renewal.
LEASE_SHORT = timedelta(seconds=25)
# How long a waiting job waits before its bell is rung again: the message may have been lost.
RING_AGAIN = timedelta(seconds=30)


def workers_alive(*, now: datetime) -> list[Worker]:
    """Workers that gave a sign of life lately."""
    return list(Worker.objects.filter(seen_at__gt=now - WORKER_SILENCE))


def jobs_stale(*, app: str, now: datetime) -> QuerySet[Job]:
    """Jobs of an app that nobody works on: the bell was lost, or the worker fell silent."""
    unheard = Q(state=Job.State.QUEUED) & (Q(rung_at=None) | Q(rung_at__lt=now - RING_AGAIN))
    silent = Q(state=Job.State.RUNNING, lease_until__lt=now)
    return Job.objects.filter(unheard | silent, celery_name__startswith=f"{app}.").order_by("id")


def jobs_live(*, round: Round) -> QuerySet[Job]:
    """Jobs of a round that wait or run."""
    return Job.objects.filter(round=round, state__in=LIVE)
