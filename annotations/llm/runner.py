"""Runs many calls at once: one thread with one event loop, so that the caller's thread keeps the database.

The caller submits calls and collects outcomes from a queue, in whatever order they come.
"""

from __future__ import annotations

import asyncio
import queue
import random
import threading
from collections.abc import Hashable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from .client import Door
from .errors import ModelCallError
from .types import ChatAnswer, ChatRequest, EndpointSpec


@dataclass(frozen=True)
class Call:
    key: Hashable
    spec: EndpointSpec
    request: ChatRequest


@dataclass(frozen=True)
class Outcome:
    """Exactly one of `answer` and `error` is set; `attempts` counts the requests that were sent."""

    key: Hashable
    answer: ChatAnswer | None
    error: ModelCallError | None
    attempts: int


@dataclass(frozen=True)
class RetryPolicy:
    """At most `attempts` requests per call; waits grow from `base` by doubling up to `longest` seconds."""

    attempts: int = 1
    base: float = 0.5
    longest: float = 60.0

    def wait(self, attempt: int, error: ModelCallError, jitter: float) -> float:
        """This function will give the seconds before the next attempt; `jitter` in [0, 1) spreads crowds."""
        backoff = min(self.longest, self.base * 2 ** (attempt - 1)) * (0.5 + jitter / 2)
        return min(self.longest, max(backoff, error.retry_after or 0.0))


NO_RETRY = RetryPolicy(attempts=1)


class CallPool:
    """A thread that asks models, `concurrency` calls at a time; use as a context manager.

    Leaving the block cancels what is still under way.
    """

    def __init__(self, *, concurrency: int, retry: RetryPolicy = NO_RETRY, seed: int | None = None) -> None:
        self.concurrency = concurrency
        self.retry = retry
        self.open = 0
        self._jitter = random.Random(seed)  # noqa: S311  spreads waits, guards nothing
        self._outcomes: queue.SimpleQueue[Outcome | BaseException] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="model-calls", daemon=True)

    def __enter__(self) -> Self:
        self._door = Door()
        self._seats = asyncio.Semaphore(self.concurrency)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    @property
    def free(self) -> int:
        """How many calls can be submitted and start at once."""
        return max(0, self.concurrency - self.open)

    def submit(self, call: Call) -> None:
        self.open += 1
        asyncio.run_coroutine_threadsafe(self._run(call), self._loop).add_done_callback(self._surface)

    def collect(self, *, timeout: float) -> list[Outcome]:
        """This function will wait up to `timeout` seconds for one outcome, then take all that are there."""
        found: list[Outcome | BaseException] = []
        try:
            found.append(self._outcomes.get(timeout=timeout))
            while True:
                found.append(self._outcomes.get_nowait())
        except queue.Empty:
            pass
        self.open -= len(found)
        for outcome in found:
            if isinstance(outcome, BaseException):
                raise outcome
        return [outcome for outcome in found if isinstance(outcome, Outcome)]

    def _surface(self, future: Future[None]) -> None:
        # A fault of our own must reach the caller's thread, which would otherwise wait for ever.
        if not future.cancelled() and (fault := future.exception()) is not None:
            self._outcomes.put(fault)

    async def _run(self, call: Call) -> None:
        async with self._seats:
            self._outcomes.put(await self._attempts(call))

    async def _attempts(self, call: Call) -> Outcome:
        attempt = 1
        while True:
            try:
                answer = await self._door.chat(call.spec, call.request)
                return Outcome(call.key, answer, None, attempt)
            except ModelCallError as error:
                if not error.retryable or attempt >= self.retry.attempts:
                    return Outcome(call.key, None, error, attempt)
                await asyncio.sleep(self.retry.wait(attempt, error, self._jitter.random()))
            attempt += 1

    async def _close(self) -> None:
        own = asyncio.current_task()
        waiting = [task for task in asyncio.all_tasks() if task is not own]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await self._door.__aexit__(None, None, None)


def run_all(calls: Iterable[Call], *, concurrency: int, retry: RetryPolicy) -> dict[Hashable, Outcome]:
    """This function will run all calls and give their outcomes by key, for callers that can wait."""
    outcomes: dict[Hashable, Outcome] = {}
    with CallPool(concurrency=concurrency, retry=retry) as pool:
        for call in calls:
            pool.submit(call)
        while pool.open:
            outcomes.update((outcome.key, outcome) for outcome in pool.collect(timeout=1.0))
    return outcomes
