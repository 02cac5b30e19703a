"""A round's life once its answers are in: it learns, is reviewed, and closes."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Job, Project, Round, User
from annotations.services.errors import Refused
from annotations.services.jobs import job_create
from annotations.telling import lowered

FIT = "ranking.fit_project"
State = Round.State


@dataclass(frozen=True)
class Learning:
    """A round whose figures are wanted, and the job whose bell is to be rung."""

    round: Round
    job: Job


class RoundRefused(Refused):
    """The round is not in a state for it."""


@transaction.atomic
def round_close(*, round: Round, now: datetime, requested_by: User | None = None) -> Learning:
    """This function will end the collecting of answers, and leave a job waiting that computes the figures.

    A round that is learning already gets its live job again, or a new one where the last has failed.
    """
    moved = Round.objects.filter(pk=round.pk, state=State.COLLECTING).update(
        state=State.LEARNING, collected_at=now, paused=False
    )
    round.refresh_from_db()
    if not moved and round.state != State.LEARNING:
        raise RoundRefused(
            _("Round %(number)d is %(state)s; only a round that collects answers can be closed.")
            % {"number": round.number, "state": lowered(round.get_state_display())}
        )
    job = job_create(celery_name=FIT, key=f"fit:{round.pk}", round=round, requested_by=requested_by, now=now)
    return Learning(round, job)


@transaction.atomic
def round_review(*, round: Round) -> Round:
    """This function will open a round whose figures are there to review; one that was cancelled meanwhile stays so."""
    Round.objects.filter(pk=round.pk, state=State.LEARNING).update(state=State.REVIEW)
    round.refresh_from_db()
    return round


@transaction.atomic
def round_end_unanswered(*, round: Round, now: datetime) -> Round:
    """This function will end a round that learns though nobody had answered: there is nothing to review.

    Called twice it ends once; one that was cancelled meanwhile stays so.
    """
    Round.objects.filter(pk=round.pk, state=State.LEARNING).update(state=State.CLOSED, closed_at=now)
    round.refresh_from_db()
    return round


@transaction.atomic
def round_finish(*, round: Round, now: datetime) -> Round:
    """This function will end the review. Finishing twice is once."""
    moved = Round.objects.filter(pk=round.pk, state=State.REVIEW).update(state=State.CLOSED, closed_at=now)
    round.refresh_from_db()
    if not moved and round.state != State.CLOSED:
        raise RoundRefused(
            _("Round %(number)d is %(state)s; it can be finished once its figures are there to review.")
            % {"number": round.number, "state": lowered(round.get_state_display())}
        )
    return round


@transaction.atomic
def fit_request(
    *, project: Project, now: datetime, strengths: str | None = None, requested_by: User | None = None
) -> Job:
    """This function will leave a job waiting that computes the figures over all answered rounds of a project.

    `strengths` names the model of strengths; None keeps the newest fit's. A job that waits already takes the choice.
    """
    job = job_create(
        celery_name=FIT,
        key=f"fit:project:{project.pk}",
        project=project,
        requested_by=requested_by,
        arguments={"strengths": strengths} if strengths else {},
        now=now,
    )
    if strengths and job.arguments.get("strengths") != strengths:
        Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(arguments={"strengths": strengths})
        job.refresh_from_db()
    return job
