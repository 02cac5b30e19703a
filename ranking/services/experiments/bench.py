"""Asks models for an experiment and remembers every answer, so that nothing is asked twice, whatever was killed.

A question has a key that tells all it depends on. What was asked before is read from `ExperimentCall`; the rest is
driven like a round's candidates: this thread does the database work, another asks the model, under the endpoint's
permits. So an experiment is resumed by running it again from the start: what stands is replayed in no time.

Every request counts before it is sent, retries too, in the row of its question: whatever is killed, no more are sent
than the experiment may use.
"""

import heapq
from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from json import dumps
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from annotations.llm.errors import ErrorKind, ModelCallError
from annotations.llm.runner import Call, Outcome
from annotations.llm.types import ChatRequest, EndpointSpec
from annotations.models import Endpoint, Job
from annotations.services.driving import Clock, End, Stop, drive
from annotations.services.endpoints import endpoint_spec
from annotations.services.generation import HOPELESS
from annotations.services.responses import attempts_of, wait_before
from ranking.models import Experiment, ExperimentCall
from ranking.services.experiments.errors import ExperimentRefused
from ranking.services.experiments.failing import refusal


class BenchEnded(BaseException):
    """The worker stops, or the job is somebody else's or cancelled. No fault, so no library may take it for one."""

    def __init__(self, end: End) -> None:
        super().__init__(end.value)
        self.end = end


class BudgetSpent(BaseException):
    """The calls or tokens that the experiment may use are used up. What was learnt until then still counts."""


@dataclass(frozen=True)
class Ask:
    """One question: `key` tells all that its answer depends on."""

    key: str
    kind: ExperimentCall.Kind
    request: ChatRequest
    item: int | None = None
    arm: str = ""
    sample: int = 0


@dataclass(frozen=True)
class Reply:
    """What came back; without text where the question failed for good."""

    text: str | None
    error: str = ""
    truncated: bool = False
    tokens: int = 0


def key_of(*parts: Any) -> str:
    """A fingerprint of all that an answer depends on."""
    return sha256(dumps(parts, sort_keys=True, ensure_ascii=False, default=dict).encode()).hexdigest()


class Bench:
    """The models of one experiment; use from the thread that does its database work."""

    def __init__(self, experiment: Experiment, job: Job, *, clock: Clock, stop: Stop) -> None:
        self.experiment = experiment
        self.job = job
        self.clock = clock
        self.stop = stop
        self.total = experiment.most_calls
        self._specs: dict[int, EndpointSpec] = {}
        spent = experiment.calls.aggregate(
            calls=Coalesce(Sum("attempts"), 0), given=Coalesce(Sum("prompt_tokens"), 0),
            taken=Coalesce(Sum("completion_tokens"), 0),
        )  # fmt: skip
        self.calls: int = spent["calls"]
        self.tokens: int = spent["given"] + spent["taken"]
        self.no_schema: set[int] = set()

    def calls_left(self) -> int:
        """How many requests may still be sent. What is under way counts, whoever sent it."""
        self.calls = self.experiment.calls.aggregate(n=Coalesce(Sum("attempts"), 0))["n"]
        return max(0, self.experiment.most_calls - self.calls)

    @property
    def tokens_spent(self) -> bool:
        """Whether the tokens are used up. It is looked at before each question; those under way may go above."""
        most = self.experiment.most_tokens
        return most is not None and self.tokens >= most

    def ask(self, endpoint: Endpoint, asks: Sequence[Ask]) -> list[Reply]:
        """A reply to each question, in order; what was asked before is not asked again.

        Raises BenchEnded and BudgetSpent, and ExperimentRefused where the endpoint refuses everything.
        """
        known = self._known(asks)
        missing = {one.key: one for one in asks if one.key not in known}
        if missing:
            self._drive(endpoint, list(missing.values()))
            known |= self._known(list(missing.values()))
        if any(one.key not in known for one in asks):
            # Another has taken the experiment over and begun its questions anew.
            raise BenchEnded(End.LOST)
        return [known[one.key] for one in asks]

    def _known(self, asks: Sequence[Ask]) -> dict[str, Reply]:
        keys = [one.key for one in asks]
        found = {}
        for start in range(0, len(keys), 500):
            for row in self.experiment.calls.ended().filter(key__in=keys[start : start + 500]):
                text = None if row.error_kind else row.text
                tokens = (row.prompt_tokens or 0) + (row.completion_tokens or 0)
                found[row.key] = Reply(text, row.error, row.finish_reason == "length", tokens)
        return found

    def _drive(self, endpoint: Endpoint, asks: Sequence[Ask]) -> None:
        if endpoint.pk not in self._specs:
            self._specs[endpoint.pk] = endpoint_spec(endpoint=endpoint)
        work = BenchWork(self, self._specs[endpoint.pk], asks, endpoint)
        end = drive(work=work, job=self.job, endpoint=endpoint, clock=self.clock, stop=self.stop)
        if end != End.FINISHED:
            raise BenchEnded(end)
        if work.hopeless:
            raise ExperimentRefused(refusal(endpoint, work.hopeless))
        if work.spent:
            raise BudgetSpent


class BenchWork:
    """Questions to one endpoint, as calls; the log is the truth about which are done."""

    def __init__(self, bench: Bench, spec: EndpointSpec, asks: Sequence[Ask], endpoint: Endpoint) -> None:
        self.bench = bench
        self.spec = spec
        self.endpoint = endpoint
        # Requests of the whole experiment, for its progress.
        self.total = bench.total
        self.done = min(bench.calls, bench.total)
        self.spent = False
        self.hopeless: ModelCallError | None = None
        self._waiting: deque[tuple[Ask, int]] = deque((one, 1) for one in asks)
        self._later: list[tuple[datetime, int, Ask, int]] = []
        self._asked: dict[Hashable, tuple[Ask, int, bool]] = {}
        self._turns = count()

    def more(self, room: int, now: datetime) -> Sequence[Call]:
        """At most `room` questions, within the budget; each counts from here on."""
        if not (self._waiting or self._later):
            return []
        with transaction.atomic():
            # Held until they are counted: a worker that was given up may still be at it.
            Experiment.objects.select_for_update().get(pk=self.bench.experiment.pk)
            left = self.bench.calls_left()
            if left <= 0 or self.bench.tokens_spent:
                self.spent = True
                self._waiting.clear()
                self._later.clear()
            chosen = self._choose(min(room, left), now)
            self._count([self._asked[one.key][0] for one in chosen], now)
        return chosen

    def store(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Keep what came back, or plan another attempt."""
        with transaction.atomic():
            for outcome in outcomes:
                one, attempt, had_schema = self._asked.pop(outcome.key)
                error = outcome.error
                again = error is not None and self._goes_on(one, attempt, error, now, had_schema=had_schema)
                self._keep(one, outcome, now, again=again)
        self.done = min(self.bench.calls - len(self._asked), self.bench.total)

    def renew(self, now: datetime) -> None:
        """The job's own lease covers the experiment: nobody else may work on it."""

    def release(self) -> None:
        """Nothing is planned in the database, so nothing is given back."""
        self._asked.clear()

    def finished(self) -> bool:
        """Whether nothing is left to ask."""
        return not (self._waiting or self._later or self._asked)

    def _choose(self, room: int, now: datetime) -> list[Call]:
        chosen: list[Call] = []
        while len(chosen) < room and (self._waiting or self._is_due(now)):
            one, attempt = self._waiting.popleft() if self._waiting else heapq.heappop(self._later)[2:]
            request = self._request(one)
            self._asked[one.key] = (one, attempt, request.schema is not None)
            chosen.append(Call(one.key, self.spec, request))
        return chosen

    def _count(self, asks: Sequence[Ask], now: datetime) -> None:
        """One more request for each question, in its row."""
        rows = [
            ExperimentCall(
                experiment=self.bench.experiment, key=one.key, kind=one.kind, item_id=one.item, arm=one.arm,
                sample=one.sample, attempts=0, made_at=now, error_kind=ExperimentCall.OPEN,
            )
            for one in asks
        ]  # fmt: skip
        ExperimentCall.objects.bulk_create(rows, ignore_conflicts=True)
        keys = [one.key for one in asks]
        self.bench.calls += self.bench.experiment.calls.filter(key__in=keys).update(attempts=F("attempts") + 1)

    def _is_due(self, now: datetime) -> bool:
        return bool(self._later) and self._later[0][0] <= now

    def _request(self, one: Ask) -> ChatRequest:
        return replace(one.request, schema=None) if self.endpoint.pk in self.bench.no_schema else one.request

    def _goes_on(self, one: Ask, attempt: int, error: ModelCallError, now: datetime, *, had_schema: bool) -> bool:
        """Whether the question is asked again, or (a refused key, a missing model) nothing is asked any more."""
        if error.kind == ErrorKind.UNSUPPORTED and had_schema:
            # The prompt says the form in words too; the reading stays as strict.
            self.bench.no_schema.add(self.endpoint.pk)
        elif error.kind in HOPELESS:
            self.hopeless = error
            self._waiting.clear()
            self._later.clear()
            return False
        elif not error.retryable or attempt >= attempts_of(error.kind):
            return False
        wait = timedelta(seconds=wait_before(attempt + 1, error, one.sample))
        heapq.heappush(self._later, (now + wait, next(self._turns), one, attempt + 1))
        return True

    def _keep(self, one: Ask, outcome: Outcome, now: datetime, *, again: bool) -> None:
        """What came back, in the question's row; with `again` it stays open, and tells what it failed with last."""
        fields: dict[str, Any] = {"error_kind": "", "error": ""}
        if outcome.error is not None:
            kind = outcome.error.kind.value
            fields = {"error_kind": f"{ExperimentCall.OPEN}:{kind}" if again else kind, "error": str(outcome.error)}
        elif outcome.answer is not None:
            answer = outcome.answer
            fields |= {
                "text": answer.text, "model": answer.model[:200], "finish_reason": answer.finish_reason[:30],
                "prompt_tokens": answer.prompt_tokens, "completion_tokens": answer.completion_tokens,
                "latency_ms": answer.latency_ms,
            }  # fmt: skip
            self.bench.tokens += (answer.prompt_tokens or 0) + (answer.completion_tokens or 0)
        # What ended stands: another worker may have had its answer first.
        self.bench.experiment.calls.open().filter(key=one.key).update(made_at=now, **fields)
