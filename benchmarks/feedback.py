"""Rows of feedback per second through the service that the API calls, beside a bulk insert of the same rows.

The floor makes nothing but the rows and inserts them (`bulk_create`, conflicts ignored). Both take turns on one
database. What the service adds is reading every field strictly, looking up responses and keys, telling what was new.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django

import benchmarks.scratch  # noqa: F401 (first)

ROWS = 5_000
TURNS = 7
TARGET = 3.0


def main() -> None:
    """Measure, and fail where the service takes more than its share."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from annotations.models import Feedback, Response
    from annotations.services.feedback import feedback_add
    from annotations.services.loadtest import loadtest_seed

    call_command("migrate", verbosity=0)
    now = datetime.now(tz=UTC)
    seeded = loadtest_seed(tasks=500, annotators=1, overlap=1, now=now)
    responses = list(Response.objects.filter(item__project__slug=seeded.project).values_list("pk", flat=True))
    project = Response.objects.get(pk=responses[0]).item.project

    def rows(turn: int, who: str) -> list[dict[str, Any]]:
        return [
            {"key": f"{who}-{turn}-{n}", "response": responses[n % len(responses)], "thumb": 1 if n % 3 else -1,
             "text": f"It is fine, said user {n}.", "metadata": {"session": n}, "said_at": "2026-03-01T12:00:00Z"}
            for n in range(ROWS)
        ]  # fmt: skip

    def floor(raw: list[dict[str, Any]]) -> None:
        Feedback.objects.bulk_create(
            (
                Feedback(project=project, key=one["key"], response_id=one["response"], thumb=one["thumb"],
                         text=one["text"], metadata=one["metadata"], said_at=now)
                for one in raw
            ),
            ignore_conflicts=True,
        )  # fmt: skip

    def whole(raw: list[dict[str, Any]]) -> None:
        feedback_add(project=project, raw=raw, now=now)

    def again(raw: list[dict[str, Any]]) -> None:
        feedback_add(project=project, raw=[row | {"key": f"whole-0-{n}"} for n, row in enumerate(raw)], now=now)

    kinds: dict[str, Callable[[list[dict[str, Any]]], None]] = {"floor": floor, "whole": whole, "again": again}
    seconds: dict[str, list[float]] = {name: [] for name in kinds}
    for turn in range(TURNS):
        for name, act in kinds.items():
            raw = rows(turn, name)
            start = time.perf_counter()
            act(raw)
            seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    ratio = medians["whole"] / medians["floor"]
    print(f"  {connection.vendor}: {ROWS / medians['whole']:,.0f} rows/s stored in batches of {ROWS:,}")
    print(f"  a bulk insert of the same rows: {ROWS / medians['floor']:,.0f} rows/s; ratio of times {ratio:.2f}")
    print(f"  the same rows again: {ROWS / medians['again']:,.0f} rows/s")
    if ratio > TARGET:
        raise SystemExit(f"  FAULT the service takes more than {TARGET} times the bulk insert")


if __name__ == "__main__":
    main()
