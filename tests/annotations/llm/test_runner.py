import threading
import time

import pytest

from annotations.llm.errors import ErrorKind, ModelCallError
from annotations.llm.runner import Call, CallPool, RetryPolicy, run_all
from annotations.llm.types import ChatRequest, EndpointSpec

from .faulty_server import FaultyServer, Reply

QUICK = RetryPolicy(attempts=3, base=0.01)


def call(server: FaultyServer, key: int) -> Call:
    return Call(key, EndpointSpec(server.base_url, "m", timeout=5), ChatRequest(({"role": "user", "content": "x"},)))


def test_it_answers_every_call_under_its_key() -> None:
    with FaultyServer(lambda number, body: Reply()) as server:
        outcomes = run_all([call(server, key) for key in range(20)], concurrency=4, retry=QUICK)
    assert set(outcomes) == set(range(20))
    assert all(outcome.answer and outcome.attempts == 1 for outcome in outcomes.values())


def test_it_retries_what_is_worth_it_and_counts_the_requests() -> None:
    with FaultyServer(lambda number, body: Reply({}, 500) if number < 3 else Reply()) as server:
        outcome = run_all([call(server, 1)], concurrency=1, retry=QUICK)[1]
    assert outcome.answer is not None
    assert outcome.attempts == 3


def test_it_gives_up_after_the_last_attempt() -> None:
    with FaultyServer(lambda number, body: Reply({}, 500)) as server:
        outcome = run_all([call(server, 1)], concurrency=1, retry=QUICK)[1]
    assert outcome.error is not None
    assert (outcome.error.kind, outcome.attempts, len(server.seen)) == (ErrorKind.SERVER, 3, 3)


def test_it_does_not_repeat_what_cannot_succeed() -> None:
    with FaultyServer(lambda number, body: Reply({}, 401)) as server:
        outcome = run_all([call(server, 1)], concurrency=1, retry=QUICK)[1]
    assert (outcome.attempts, len(server.seen)) == (1, 1)


def test_it_never_asks_more_at_once_than_it_may() -> None:
    under_way, most, lock = 0, 0, threading.Lock()

    def script(number: int, body: object) -> Reply:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.02)
        with lock:
            under_way -= 1
        return Reply()

    with FaultyServer(script) as server:
        run_all([call(server, key) for key in range(12)], concurrency=3, retry=QUICK)
    assert most <= 3


def test_it_hands_outcomes_over_as_they_come() -> None:
    script = lambda number, body: Reply(delay=0.0 if number == 1 else 2.0)  # noqa: E731
    with FaultyServer(script) as server, CallPool(concurrency=2) as pool:
        pool.submit(call(server, 1))
        time.sleep(0.1)
        pool.submit(call(server, 2))
        assert [outcome.key for outcome in pool.collect(timeout=1)] == [1]
        assert pool.open == 1
        assert pool.collect(timeout=0.01) == []


def test_it_leaves_without_waiting_for_slow_calls() -> None:
    with FaultyServer(lambda number, body: Reply(delay=5)) as server:
        started = time.monotonic()
        with CallPool(concurrency=1) as pool:
            pool.submit(call(server, 1))
            pool.submit(call(server, 2))
            time.sleep(0.05)
        assert time.monotonic() - started < 2


def test_it_waits_as_long_as_the_server_asks_but_not_for_ever() -> None:
    policy = RetryPolicy(attempts=5, base=1, longest=10)
    asked = ModelCallError(ErrorKind.RATE_LIMIT, "slow", retry_after=4)
    endless = ModelCallError(ErrorKind.RATE_LIMIT, "slow", retry_after=4000)
    plain = ModelCallError(ErrorKind.SERVER, "oops")
    assert policy.wait(1, asked, 0.0) == 4
    assert policy.wait(1, endless, 0.0) == 10
    assert policy.wait(3, plain, 0.5) == pytest.approx(3.0)


def test_it_surfaces_a_fault_of_its_own() -> None:
    broken = Call(1, EndpointSpec("http://127.0.0.1:1/v1", "m"), None)  # type: ignore[arg-type]
    with CallPool(concurrency=1) as pool:
        pool.submit(broken)
        with pytest.raises(AttributeError):
            pool.collect(timeout=5)
