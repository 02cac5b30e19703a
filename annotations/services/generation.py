"""Makes a round's candidates: the response rows are the plan, a model is asked for each of them."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.llm.errors import ErrorKind, ModelCallError
from annotations.llm.runner import Call, Outcome
from annotations.llm.types import ChatRequest, EndpointSpec
from annotations.models import Item, Job, Response, Round, TemplateVersion, User
from annotations.prompts.template import MissingVariables
from annotations.prompts.version import PromptVersion, render
from annotations.said import kept
from annotations.services.driving import Clock, End, Stop, drive
from annotations.services.endpoints import EndpointUnusable, endpoint_spec
from annotations.services.errors import Refused
from annotations.services.jobs import GENERATE, JUDGE, job_create, job_fail, job_finish, job_requeue
from annotations.services.responses import (
    Written,
    responses_give_up,
    responses_lease,
    responses_plan,
    responses_release,
    responses_renew,
    responses_replan,
    responses_write,
)
from annotations.services.rounds import RoundRefused, round_collect

# A refused key or a missing model refuses every call alike.
HOPELESS = {ErrorKind.AUTH, ErrorKind.QUOTA, ErrorKind.NOT_FOUND}


class GenerationRefused(Refused):
    """There is nothing to generate again."""


def prompt_version(version: TemplateVersion) -> PromptVersion:
    """This function will give a stored version as the plain value that renders."""
    return PromptVersion.build(
        system=version.system,
        user=version.user_text,
        principles=version.principles,
        exemplars=version.exemplars,
        output_format=version.output_format,
    )


def item_values(item: Item) -> dict[str, object]:
    """This function will give what an item puts into a template; never its reference, which is the answer."""
    own = {"prompt": item.prompt or None, "language": item.language or None, "category": item.category or None}
    return own | item.variables


class Lease(NamedTuple):
    """Which attempt at which response a call belongs to."""

    response_id: int
    attempt: int


class GenerationWork:
    """The planned responses of one round, as calls."""

    def __init__(self, round: Round, spec: EndpointSpec, *, total: int, done: int, max_tokens: int) -> None:
        self.round = round
        self.spec = spec
        self.total = total
        self.done = done
        self.max_tokens = max_tokens
        self.held: dict[int, int] = {}
        self.logprobs = True
        self._versions: dict[int, PromptVersion] = {}
        self._asked: dict[Hashable, Lease] = {}

    def more(self, room: int, now: datetime) -> Sequence[Call]:
        rows = responses_lease(round=self.round, most=room, now=now)
        calls, broken = [], []
        for row in rows:
            try:
                calls.append(self._call(row))
            except MissingVariables as error:
                broken.append(Written(row.pk, row.attempt, error=ModelCallError(ErrorKind.BAD_REQUEST, str(error))))
        self.held.update((row.pk, row.attempt) for row in rows)
        self._write(broken, now)
        return calls

    def store(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        written = []
        for outcome in outcomes:
            lease = self._asked.pop(outcome.key)
            error = outcome.error
            if error is not None and error.kind == ErrorKind.UNSUPPORTED and self.logprobs:
                # Many servers give no probabilities; the answer matters more.
                self.logprobs = False
                error = ModelCallError(ErrorKind.SERVER, error.message)
            written.append(Written(lease.response_id, lease.attempt, outcome.answer, error))
        self._write(written, now)
        if hopeless := next((one.error for one in written if one.error and one.error.kind in HOPELESS), None):
            self.done += responses_give_up(
                round=self.round, kind=hopeless.kind.value, message=hopeless.message, now=now
            )

    def renew(self, now: datetime) -> None:
        responses_renew(held=self.held, now=now)

    def release(self) -> None:
        responses_release(held=self.held)
        self.held.clear()

    def finished(self) -> bool:
        return not Response.objects.filter(round=self.round, state=Response.State.PLANNED).exists()

    def _write(self, written: Sequence[Written], now: datetime) -> None:
        self.done += responses_write(written=written, now=now)
        for one in written:
            self.held.pop(one.response_id, None)

    def _call(self, row: Response) -> Call:
        if row.version is None:
            raise MissingVariables(["version"])
        if row.version.pk not in self._versions:
            self._versions[row.version.pk] = prompt_version(row.version)
        request = ChatRequest(
            messages=render(self._versions[row.version.pk], item_values(row.item), row.item.messages),
            temperature=row.temperature,
            seed=row.seed,
            max_tokens=self.max_tokens,
            logprobs=self.logprobs,
        )
        schema = self._versions[row.version.pk].output_format.schema
        lease = Lease(row.pk, row.attempt)
        self._asked[lease] = lease
        return Call(lease, self.spec, replace(request, schema=schema) if schema else request)


def generation_run(*, job: Job, clock: Clock, stop: Stop) -> Job | None:
    """This function will make a round's candidates, build its tasks and open it; returns the judges' job, if any.

    It may be cut short and called again at any time: what stands is never asked for twice.
    """
    round = job.round
    if round is None or round.state not in {Round.State.GENERATING, Round.State.COLLECTING}:
        job_fail(job=job, now=clock(), message=_("The round does not generate any more."))
        return None
    endpoint = round.endpoint
    if endpoint is None:
        job_fail(job=job, now=clock(), message=_("The round names no endpoint."))
        return None
    try:
        spec = endpoint_spec(endpoint=endpoint)
    except (EndpointUnusable, ModelCallError) as error:
        _not_reachable(job, error, clock())
        return None
    total = responses_plan(round=round)
    planned = Response.objects.filter(round=round, state=Response.State.PLANNED).count()
    work = GenerationWork(round, spec, total=total, done=total - planned, max_tokens=endpoint.max_tokens)
    end = drive(work=work, job=job, endpoint=endpoint, clock=clock, stop=stop)
    if end == End.FINISHED:
        return _finish(job, round, clock())
    if end in (End.PAUSED, End.STOPPED):
        job_requeue(job=job, message=_("Paused.") if end == End.PAUSED else _("Waits for a worker."))
    return None


@transaction.atomic
def generation_retry(*, round: Round, now: datetime, requested_by: User | None = None) -> Job:
    """This function will plan the failed responses again and make a job for them; ring its bell afterwards."""
    if round.state not in {Round.State.GENERATING, Round.State.COLLECTING}:
        raise GenerationRefused(_("The round does not generate any more."))
    responses = Response.objects.filter(round=round)
    # Without any row the job ended before it could plan: the endpoint was out of reach.
    missing = not responses.exists() or responses.filter(state=Response.State.PLANNED).exists()
    if not responses_replan(round=round) and not missing:
        raise GenerationRefused(_("No response of this round failed."))
    return job_create(celery_name=GENERATE, key=f"generate:{round.pk}", round=round, requested_by=requested_by, now=now)


@transaction.atomic
def round_retry(*, round: Round, now: datetime, requested_by: User | None = None) -> Job:
    """This function will make a job for what failed: the candidates, or where those are there, the judges."""
    last = Job.objects.filter(round=round, celery_name=JUDGE).order_by("-created_at", "-pk").first()
    failed = Response.objects.filter(round=round, state=Response.State.FAILED).exists()
    if not failed and round.state == Round.State.COLLECTING and last and last.state == Job.State.FAILED:
        return judging_create(round=round, now=now, requested_by=requested_by)
    return generation_retry(round=round, now=now, requested_by=requested_by)


def _not_reachable(job: Job, error: Exception, now: datetime) -> None:
    """A server that is only starting is asked again (by the sweep); a wrong set-up is for a person."""
    told = error.args[0]
    if isinstance(error, ModelCallError) and error.retryable and job.attempt < 5:
        # The row keeps its attempt, so that a server that never comes ends the job.
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt).update(
            state=Job.State.QUEUED, lease_until=None, message=told, said=kept(told), rung_at=now
        )
        return
    job_fail(job=job, now=now, message=told)


def _finish(job: Job, round: Round, now: datetime) -> Job | None:
    if not Response.objects.filter(round=round, state=Response.State.DONE).exists():
        job_fail(job=job, now=now, message=_("Every response failed; the round's page says how. Generate them again."))
        return None
    try:
        round_collect(round=round)
    except RoundRefused as error:
        job_fail(job=job, now=now, message=str(error))
        return None
    judging = judging_create(round=round, now=now, requested_by=job.requested_by) if round.judges.exists() else None
    job_finish(job=job, now=now)
    return judging


def judging_create(*, round: Round, now: datetime, requested_by: User | None = None) -> Job:
    """This function will make the job of the round's judges, or return the one that lives."""
    return job_create(celery_name=JUDGE, key=f"judge:{round.pk}", round=round, requested_by=requested_by, now=now)
