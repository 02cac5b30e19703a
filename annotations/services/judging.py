"""Judges answer a round's tasks: models as raters, into the same tables as people, without a place of the overlap.

No rows are planned: a verdict is stored whole under its unique key (task, judge, variant), so what is missing is
what remains to be asked. Killed and called again, a judge goes on where it stood.
"""

import heapq
from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from annotations.judging.case import Candidate, Case, Scale, levels_of, turns_of
from annotations.judging.questions import DEFAULT_VERSION, BadJudgeTemplate, Question, question, variants
from annotations.judging.strategies import REGISTRY, Order, UnknownStrategy, strategy_for
from annotations.judging.verdict import OrderVerdict, ScoreVerdict, Verdict
from annotations.llm.errors import KINDS, ErrorKind, ModelCallError
from annotations.llm.runner import Call, Outcome
from annotations.llm.types import ChatRequest, EndpointSpec
from annotations.models import Assignment, Dimension, Endpoint, Item, Job, Project, Rater, Round, Task, TaskResponse
from annotations.prompts.version import PromptVersion
from annotations.said import Said
from annotations.selectors.materials import dimensions_of
from annotations.services.driving import Clock, End, Stop, drive
from annotations.services.endpoints import EndpointUnusable, endpoint_spec
from annotations.services.generation import HOPELESS, prompt_version
from annotations.services.jobs import job_fail, job_finish, job_requeue
from annotations.services.responses import wait_before
from annotations.services.verdicts import Judged, verdicts_store

ATTEMPTS = 6
NEVER_ASKED = "The judge could not be asked"


class Asked(NamedTuple):
    """One question to come: a task in one shown order."""

    task_id: int
    variant: str
    order: Order
    attempt: int = 1


def scale_of(dimension: Dimension) -> Scale:
    """This function will give a dimension of the rubric as a judge meets it."""
    return Scale(
        name=dimension.name,
        kind=dimension.kind,  # type: ignore[arg-type]  # the model's choices are the kinds of scale
        minimum=dimension.minimum,
        maximum=dimension.maximum,
        levels=levels_of(dimension.levels),
        description=dimension.description or dimension.label,
    )


def judge_version(rater: Rater) -> PromptVersion:
    """This function will give the judge's own template version, or the default one."""
    return prompt_version(rater.judge_version) if rater.judge_version else DEFAULT_VERSION


def item_text(item: Item) -> str:
    """This function will give what a judge reads as the input."""
    return item.prompt or "\n".join(f"{name}: {value}" for name, value in item.variables.items())


class JudgeWork:
    """The questions of one judge about one round that have no verdict yet, as calls."""

    def __init__(self, round: Round, rater: Rater, spec: EndpointSpec, *, max_tokens: int) -> None:
        self.round = round
        self.rater = rater
        self.spec = spec
        self.max_tokens = max_tokens
        self.version = judge_version(rater)
        self.dimensions = {one.name: one for one in dimensions_of(round.project)}
        self.schema = True
        self.errors: dict[str, int] = {}
        planned = list(_questions(round, rater))
        stands = set(
            Assignment.objects.filter(task__round=round, rater=rater, repeat=0).values_list("task_id", "variant")
        )
        self._waiting = deque(one for one in planned if (one.task_id, one.variant) not in stands)
        self._later: list[tuple[datetime, Asked]] = []
        self._asked: dict[Hashable, tuple[Asked, Task, Question]] = {}
        self.total = len(planned)
        self.done = self.total - len(self._waiting)

    def more(self, room: int, now: datetime) -> Sequence[Call]:
        chosen: list[Asked] = []
        while len(chosen) < room and self._later and self._later[0][0] <= now:
            chosen.append(heapq.heappop(self._later)[1])
        while len(chosen) < room and self._waiting:
            chosen.append(self._waiting.popleft())
        tasks = _tasks([one.task_id for one in chosen])
        return [self._call(one, *tasks[one.task_id]) for one in chosen]

    def store(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        judged = []
        for outcome in outcomes:
            asked, task, built = self._asked.pop(outcome.key)
            if outcome.error is None or outcome.error.kind in {ErrorKind.TOO_LONG, ErrorKind.BAD_REQUEST}:
                judged.append(_judged(task, built, outcome))
            else:
                self._failed(asked, outcome.error, now)
        self.done += len(judged)
        verdicts_store(rater=self.rater, judged=judged, dimensions=self.dimensions, now=now)

    def renew(self, now: datetime) -> None:
        """The job's own lease covers the judge: nobody else may work on it."""

    def release(self) -> None:
        self._asked.clear()

    def finished(self) -> bool:
        return not (self._waiting or self._later or self._asked)

    def _failed(self, asked: Asked, error: ModelCallError, now: datetime) -> None:
        if error.kind == ErrorKind.UNSUPPORTED and self.schema:
            # The prompt says the form in words too; the reading stays as strict.
            self.schema = False
            self._waiting.appendleft(asked)
        elif error.retryable and asked.attempt < ATTEMPTS:
            due = now + timedelta(seconds=wait_before(asked.attempt + 1, error, asked.task_id))
            heapq.heappush(self._later, (due, asked._replace(attempt=asked.attempt + 1)))
        else:
            self.errors[error.kind.value] = self.errors.get(error.kind.value, 0) + 1
            if error.kind in HOPELESS:
                self._waiting.clear()
                self._later.clear()

    def _call(self, asked: Asked, task: Task, candidates: tuple[Candidate, ...]) -> Call:
        case = Case(
            prompt=item_text(task.item),
            candidates=candidates,
            scales=tuple(scale_of(one) for one in self.dimensions.values()),
            reference=task.item.reference,
            instructions=instructions_of(self.round.project),
            per_dimension=self.round.per_dimension,
            earlier=turns_of(task.item.messages),
        )
        built = question(case, strategy_for(task.kind, self.rater.mode), asked.order, version=self.version)
        self._asked[asked] = (asked, task, built)
        return Call(asked, self.spec, judge_request(built, self.rater, self.max_tokens, schema=self.schema))


def judge_request(built: Question, rater: Rater, max_tokens: int, *, schema: bool = True) -> ChatRequest:
    """This function will make the call of a judge's question; a judge is as steady as its version says, else at 0."""
    version = rater.judge_version
    return ChatRequest(
        messages=built.messages,
        temperature=version.temperature if version and version.temperature is not None else 0.0,
        seed=0,
        max_tokens=max_tokens,
        schema=built.schema if schema else None,
        schema_name="verdict",
    )


def judging_run(*, job: Job, clock: Clock, stop: Stop) -> None:
    """This function will let every judge of the round answer what it has not answered yet."""
    round = job.round
    if round is None or round.state != Round.State.COLLECTING:
        job_fail(job=job, now=clock(), message=_("The round does not collect answers, so there is nothing to judge."))
        return
    faults = []
    finished, total = 0, judging_total(round=round)
    for rater in round.judges.select_related("endpoint__credential", "judge_version").order_by("pk"):
        try:
            work = _work(round, rater)
        except (EndpointUnusable, ModelCallError, UnknownStrategy, BadJudgeTemplate) as error:
            faults.append(Said("{judge}: {error}", judge=rater.name, error=error.args[0]))
            continue
        own = work.total
        work.total, work.done = total, finished + work.done
        end = drive(work=work, job=job, endpoint=_endpoint(rater), clock=clock, stop=stop)
        if end in (End.PAUSED, End.STOPPED):
            job_requeue(job=job, message=_("Paused.") if end == End.PAUSED else _("Waits for a worker."))
        if end != End.FINISHED:
            return
        finished += own
        faults += [
            Said("{judge}: {n} × {kind}", judge=rater.name, n=n, kind=Said(KINDS[ErrorKind(kind)]))
            for kind, n in work.errors.items()
        ]
    if faults:
        job_fail(job=job, now=clock(), message=Said("The judge could not be asked: {faults}", faults=faults))
    else:
        job_finish(job=job, now=clock())


def judging_total(*, round: Round) -> int:
    """This function will count the questions that all judges of the round are to answer."""
    return sum(1 for rater in round.judges.all() for _one in _questions(round, rater))


def _work(round: Round, rater: Rater) -> JudgeWork:
    endpoint = _endpoint(rater)
    if not kinds_of(rater) & set(round.kinds):
        raise UnknownStrategy(_("judges by %(mode)s, which answers no task of this round.") % {"mode": rater.mode})
    return JudgeWork(round, rater, endpoint_spec(endpoint=endpoint), max_tokens=endpoint.max_tokens)


def _endpoint(rater: Rater) -> Endpoint:
    if rater.endpoint is None:
        raise EndpointUnusable(Said("The judge {name} was imported and has no endpoint.", name=rater.name))
    return rater.endpoint


def _questions(round: Round, rater: Rater) -> Iterable[Asked]:
    """Every question of a judge, in the tasks' shuffled order: a judge that is cut short leaves a fair part."""
    rows = round.tasks.filter(kind__in=kinds_of(rater), gold=None).annotate(count=Count("task_responses"))
    rows = rows.order_by("seq")
    for pk, kind, count in rows.values_list("pk", "kind", "count"):
        for variant, order in variants(strategy_for(kind, rater.mode), count):
            yield Asked(pk, variant, order)


def kinds_of(rater: Rater) -> frozenset[str]:
    """This function will name the kinds of task that a judge answers: all, or those of its mode."""
    served = (strategy.kinds for name, strategy in REGISTRY.items() if rater.mode in ("", name))
    return frozenset().union(*served)


def _tasks(ids: Sequence[int]) -> Mapping[int, tuple[Task, tuple[Candidate, ...]]]:
    candidates: dict[int, list[Candidate]] = {}
    rows = TaskResponse.objects.filter(task__in=ids).select_related("response").order_by("task_id", "position")
    for row in rows:
        candidates.setdefault(row.task_id, []).append(Candidate(row.response_id, row.response.text))
    tasks = Task.objects.filter(pk__in=ids).select_related("item")
    return {task.pk: (task, tuple(candidates[task.pk])) for task in tasks}


def instructions_of(project: Project) -> str:
    """This function will give what raters are told about judging: the rubric's instructions and the guidelines."""
    rubric = getattr(project, "rubric", None)
    parts = [rubric.instructions if rubric else "", project.guidelines]
    return "\n\n".join(part for part in parts if part)


def _judged(task: Task, built: Question, outcome: Outcome) -> Judged:
    if outcome.answer is None:
        reason = f"{NEVER_ASKED}: {outcome.error}"
        return Judged(task, built, tuple(_unreadable(one, reason) for one in built.read("")), "")
    answer = outcome.answer
    tokens = {"prompt_tokens": answer.prompt_tokens, "completion_tokens": answer.completion_tokens}
    metadata = {"model": answer.model, "finish_reason": answer.finish_reason, **tokens}
    return Judged(task, built, built.read(answer.text), answer.text, answer.latency_ms / 1000, metadata)


def _unreadable(verdict: Verdict, reason: str) -> Verdict:
    if isinstance(verdict, ScoreVerdict):
        return ScoreVerdict(verdict.scale, unreadable=reason)
    return OrderVerdict(verdict.scale, unreadable=reason)
