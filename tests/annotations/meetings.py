"""Transactions that meet: started in threads, held up and let go, so that it can be laid out who waits for whom."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

# Seconds until a meeting is called off. How long one takes says how busy the machine is; a circle would never end.
PATIENCE = 90
Start = Callable[[Callable[[], Any]], "Future[Any]"]


@contextmanager
def threads(most: int = 8) -> Iterator[Start]:
    """Starts actions in threads, each with a connection of its own."""

    def run(action: Callable[[], Any]) -> Any:
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(most) as pool:
        yield lambda action: pool.submit(run, action)


@contextmanager
def held(rows: Any) -> Iterator[None]:
    """Holds rows as a transaction does that has changed them, and lets go at the end."""
    with transaction.atomic():
        list(rows.select_for_update())
        yield


def until_waiting(how_many: int) -> None:
    """Returns once so many connections to this PostgreSQL server wait for a lock."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= how_many:
                return
        time.sleep(0.01)
    raise AssertionError(f"Fewer than {how_many} connections wait.")
