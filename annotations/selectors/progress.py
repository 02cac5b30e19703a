"""How far a round has got: generating, judging, people's answers, and what went wrong."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from annotations.models import Assignment, Job, Participation, Rater, Response, Round, Task
from annotations.selectors.jobs import LEASE_SHORT, workers_alive

JUDGE = "annotations.judge"


@dataclass(frozen=True)
class Progress:
    """A round's counts; `cost` is null where the endpoint names no price."""

    round: Round
    responses: dict[str, int]
    judging: dict[str, int]
    answers: dict[str, int]
    errors: dict[str, int]
    worker: bool
    tokens: int
    cost: Decimal | None
    jobs: list[Job] = field(default_factory=list)
    # Whether a worker stopped in the middle, and another is let in once the lease of its job has run out.
    interrupted: bool = False

    @property
    def complete(self) -> bool:
        """Whether every place is answered, so that the round may be closed with nothing lost."""
        return 0 < self.answers["needed"] <= self.answers["done"]

    @property
    def missing(self) -> int:
        """Places that are not answered."""
        return max(self.answers["needed"] - self.answers["done"], 0)

    @property
    def may_retry(self) -> bool:
        """Whether something failed, and nothing is under way that could still mend it."""
        live = any(job.state in (Job.State.QUEUED, Job.State.RUNNING) for job in self.jobs)
        ended = self.round.state not in (Round.State.GENERATING, Round.State.COLLECTING)
        failed = self.responses["failed"] > 0 or bool(self.jobs and self.jobs[0].state == Job.State.FAILED)
        return failed and not live and not ended

    @property
    def failed(self) -> list[Job]:
        """The jobs that failed and were not tried again since: what was mended is no fault any more."""
        newest = {job.celery_name: job for job in reversed(self.jobs)}
        return [job for job in self.jobs if job.state == Job.State.FAILED and newest[job.celery_name] is job]

    @property
    def learning_failed(self) -> bool:
        """Whether the job of the round's figures ended without them, so that it takes a person to try again."""
        learning = self.round.state == Round.State.LEARNING
        return learning and bool(self.jobs) and self.jobs[0].state == Job.State.FAILED

    @property
    def waits_for_worker(self) -> bool:
        """Whether something is to be done that only a worker does, and none is there."""
        return not self.worker and any(job.state in (Job.State.QUEUED, Job.State.RUNNING) for job in self.jobs)


def round_progress(round: Round, *, now: datetime) -> Progress:
    """Everything that a round's page and `round_status` say of it."""
    responses = _responses(round)
    jobs = list(Job.objects.filter(round=round).order_by("-created_at", "-pk")[:6])
    return Progress(
        round=round,
        responses={name: responses[name] for name in ("planned", "done", "failed")},
        judging=_judging(round, jobs),
        answers=_answers(round),
        errors=_errors(round),
        worker=bool(workers_alive(now=now)),
        tokens=(responses["given"] or 0) + (responses["taken"] or 0),
        cost=_cost(round, responses["given"] or 0, responses["taken"] or 0),
        jobs=jobs,
        interrupted=any(_silent(job, now) for job in jobs),
    )


def _silent(job: Job, now: datetime) -> bool:
    until = job.lease_until if job.state == Job.State.RUNNING else None
    return until is not None and until < now + LEASE_SHORT


def _responses(round: Round) -> dict[str, Any]:
    """`planned` is all of them, whatever became of each."""
    state = Response.State
    return Response.objects.visible().filter(round=round).aggregate(
        planned=Count("pk"),
        done=Count("pk", filter=Q(state=state.DONE)),
        failed=Count("pk", filter=Q(state=state.FAILED)),
        given=Sum("prompt_tokens"),
        taken=Sum("completion_tokens"),
    )  # fmt: skip


def _judging(round: Round, jobs: list[Job]) -> dict[str, int]:
    done = Assignment.objects.filter(
        task__round=round, rater__kind=Rater.Kind.JUDGE, state=Assignment.State.DONE
    )  # fmt: skip
    unreadable = done.filter(Q(scores__unreadable=True) | Q(ballots__unreadable=True)).distinct().count()
    count = done.count()
    planned = max([count, *(job.total for job in jobs if job.celery_name == JUDGE)])
    return {"planned": planned, "done": count, "unreadable": unreadable}


def _answers(round: Round) -> dict[str, int]:
    """Places and those that are answered: checks and repeats are answers too, but fill none."""
    places = Task.objects.filter(round=round).aggregate(needed=Sum("overlap"), taken=Sum("taken"))
    needed, taken = places["needed"] or 0, places["taken"] or 0
    if round.origin == Round.Origin.IMPORTED:
        return {"needed": needed, "done": needed}
    held = Assignment.objects.filter(task__round=round, state=Assignment.State.OPEN, holds_place=True).count()
    return {"needed": needed, "done": taken - held}


def people_done(round: Round) -> int:
    """People's answers so far, checks and repeats among them: a sum over participations, so that no row is hot."""
    rows = Participation.objects.filter(round=round, rater__kind=Rater.Kind.PERSON)
    return rows.aggregate(all=Sum("done"))["all"] or 0


def _errors(round: Round) -> dict[str, int]:
    rows = Response.objects.filter(round=round).exclude(error_kind="").exclude(state=Response.State.DONE)
    return dict(rows.order_by("error_kind").values_list("error_kind").annotate(n=Count("pk")))


def _cost(round: Round, given: int, taken: int) -> Decimal | None:
    endpoint = round.endpoint
    if endpoint is None or endpoint.price_input is None or endpoint.price_output is None:
        return None
    return ((endpoint.price_input * given + endpoint.price_output * taken) / 1_000_000).quantize(Decimal("0.0001"))


def participations(round: Round) -> QuerySet[Participation]:
    """Who takes part, the busiest first."""
    rows = Participation.objects.filter(round=round, rater__kind=Rater.Kind.PERSON)
    return rows.select_related("rater").order_by("-done", "rater__name")


def rounds_of(project_id: int) -> QuerySet[Round]:
    """A project's visible rounds, the newest first."""
    rows = Round.objects.visible().filter(project=project_id).order_by("-number")
    return rows.select_related("endpoint").prefetch_related("versions__template", "judges")
