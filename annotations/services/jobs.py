"""The life of a job row. The row is the truth; a broker's message about it may be lost or come twice."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from annotations.models import Job, Project, Round, User
from annotations.said import Said, kept
from annotations.selectors.jobs import GENERATE, JUDGE, LIVE
from annotations.services.errors import Unknown

__all__ = [
    "GENERATE",
    "JUDGE",
    "LIVE",
    "job_cancel",
    "job_claim",
    "job_create",
    "job_fail",
    "job_finish",
    "job_renew",
    "job_requeue",
    "job_rung",
    "jobs_give_up",
]

LEASE = timedelta(seconds=60)
# A job that took its worker down this often will do so again.
ATTEMPTS = 5


class JobUnknown(Unknown):
    """There is no such job."""


def job_create(
    *,
    celery_name: str,
    key: str,
    now: datetime,
    project: Project | None = None,
    round: Round | None = None,
    arguments: dict[str, Any] | None = None,
    total: int = 0,
    requested_by: User | None = None,
) -> Job:
    """This function will make a waiting job, or return the live one that has the same key already.

    Whoever calls it rings the bell afterwards (`annotations.jobs.ring`), which is why `rung_at` stands at once.
    """
    try:
        with transaction.atomic():
            return Job.objects.create(
                celery_name=celery_name,
                key=key,
                project=project or (round.project if round else None),
                round=round,
                arguments=arguments or {},
                total=total,
                requested_by=requested_by,
                created_at=now,
                rung_at=now,
            )
    except IntegrityError:
        return Job.objects.get(key=key, state__in=LIVE)


def job_claim(*, job_id: int, now: datetime, lease: timedelta = LEASE) -> Job | None:
    """This function will take a waiting job, or one whose worker fell silent; None if another has it or it is over."""
    waiting = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    claimed = Job.objects.filter(waiting, pk=job_id, attempt__lt=ATTEMPTS).update(
        state=Job.State.RUNNING,
        lease_until=now + lease,
        attempt=F("attempt") + 1,
        started_at=Coalesce("started_at", now),
    )
    return Job.objects.select_related("project", "round", "requested_by").get(pk=job_id) if claimed else None


def job_renew(
    *,
    job: Job,
    now: datetime,
    done: int | None = None,
    total: int | None = None,
    message: str | None = None,
    lease: timedelta = LEASE,
) -> bool:
    """This function will prolong the lease and note progress; False means stop: cancelled, or taken by another."""
    told = {"done": done, "total": total, "message": message}
    changes: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    if message is not None:
        changes["said"] = kept(message)
    return _held(job).update(lease_until=now + lease, **changes) == 1


def job_finish(*, job: Job, now: datetime, message: str = "") -> bool:
    """This function will mark a job done; False if it was no longer this worker's."""
    return _end(job, Job.State.DONE, now=now, message=message)


def job_fail(*, job: Job, now: datetime, message: str) -> bool:
    """This function will mark a job failed, and say why; False if it was no longer this worker's."""
    return _end(job, Job.State.FAILED, now=now, message=message)


def job_requeue(*, job: Job, message: str = "") -> bool:
    """This function will put a job back in line (a worker that stops politely); it costs no attempt."""
    return (
        _held(job).update(
            state=Job.State.QUEUED, lease_until=None, rung_at=None, attempt=F("attempt") - 1, **_words(message)
        )
        == 1
    )


def job_cancel(*, job_id: int, now: datetime, message: str = "") -> Job:
    """This function will cancel a live job; its worker learns it at its next renewal. One that is over stays so."""
    Job.objects.filter(pk=job_id, state__in=LIVE).update(
        state=Job.State.CANCELLED, finished_at=now, lease_until=None, **_words(message)
    )
    try:
        return Job.objects.get(pk=job_id)
    except Job.DoesNotExist as error:
        raise JobUnknown(_("There is no such job.")) from error


def job_rung(*, job_id: int, now: datetime) -> None:
    """This function will note that the bell was rung for a job."""
    Job.objects.filter(pk=job_id).update(rung_at=now)


def jobs_give_up(*, now: datetime) -> int:
    """This function will fail the jobs whose workers died on every attempt, and return how many."""
    return Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now, attempt__gte=ATTEMPTS).update(
        state=Job.State.FAILED,
        finished_at=now,
        lease_until=None,
        **_words(Said("The worker stopped in the middle on every one of {n} attempts.", n=ATTEMPTS)),
    )


def _held(job: Job) -> Any:
    # The attempt fences: a worker that was thought dead cannot write over its successor.
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt)


def _end(job: Job, state: Job.State, *, now: datetime, message: str) -> bool:
    return _held(job).update(state=state, finished_at=now, lease_until=None, **_words(message)) == 1


def _words(message: str) -> dict[str, Any]:
    return {"message": message, "said": kept(message)}
