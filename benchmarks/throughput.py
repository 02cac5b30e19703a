"""Pairs of `next` and `submit` per second through the real API, beside a floor that the framework sets.

Eight annotators without think time, one web process as `manage.py serve` starts it, 10,000 open tasks, SQLite.
The floor is the same server, authentication and middleware round one SELECT, one UPDATE and one INSERT
(`benchmarks/floor`). Both work on one database file, in turns, so that a busy machine slows both.
"""

import argparse
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import django

import benchmarks.scratch  # noqa: F401 (first)
from benchmarks.annotators import Annotator, FloorCaller, all_at_once
from benchmarks.web import Web, web_process

TASKS = 10_000
ANNOTATORS = 8
TURNS = 7
# In each turn the product takes two of these from the tasks.
PAIRS = 400
TARGET = 0.40


@dataclass(frozen=True)
class Speed:
    """What one run showed."""

    per_second: float
    processor_ms: float


@dataclass(frozen=True)
class Seeded:
    """A project of the size asked for, and a second one that the floor eats."""

    project: str
    tokens: Sequence[str]
    floor_round: int
    floor_rater: int


def seeded() -> Seeded:
    """Make both projects."""
    django.setup()
    from django.core.management import call_command

    from annotations.models import Rater, Round
    from annotations.services.loadtest import loadtest_seed

    call_command("migrate", verbosity=0)
    now = datetime.now(tz=UTC)
    real = loadtest_seed(tasks=TASKS, annotators=ANNOTATORS, overlap=1, now=now)
    floor = loadtest_seed(tasks=TASKS, annotators=1, overlap=1, now=now)
    round = Round.objects.get(project__slug=floor.project)
    rater = Rater.objects.create(project=round.project, name="floor")
    return Seeded(real.project, real.tokens, round.pk, rater.pk)


def run(web: Web, pairs: Sequence[Callable[[], None]], total: int) -> Speed:
    """One run, with the processor time of the web process."""
    each = total // len(pairs)
    before = web.processor_seconds()
    seconds = all_at_once(pairs, each)
    done = each * len(pairs)
    return Speed(done / seconds, (web.processor_seconds() - before) * 1000 / done)


def measure(turns: int) -> dict[str, list[Speed]]:
    """Floor and product in turns: in one request per pair, and in two."""
    made = seeded()
    with web_process("calibration_site.settings") as product, web_process("benchmarks.floor.settings") as floor:
        people = [Annotator(product.port, token, made.project) for token in made.tokens]
        floors = [FloorCaller(floor.port, token, made.floor_round, made.floor_rater) for token in made.tokens]
        kinds: dict[str, tuple[Web, list[Callable[[], None]]]] = {
            "floor, one request": (floor, [one.pair_in_one for one in floors]),
            "product, one request": (product, [one.pair_in_one for one in people]),
            "floor, two requests": (floor, [one.pair_in_two for one in floors]),
            "product, two requests": (product, [one.pair_in_two for one in people]),
        }
        for web, pairs in kinds.values():
            run(web, pairs, 10 * ANNOTATORS)  # connections open, code warm
        found: dict[str, list[Speed]] = {name: [] for name in kinds}
        for _turn in range(turns):
            for name, (web, pairs) in kinds.items():
                found[name].append(run(web, pairs, PAIRS))
    return found


def main() -> None:
    """Print the medians, and the ratios with their target."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--turns", type=int, default=TURNS, help=f"runs of each kind (default {TURNS}, at most 12)")
    found = measure(asked.parse_args().turns)
    for name, runs in found.items():
        speeds = [one.per_second for one in runs]
        processor = statistics.median(one.processor_ms for one in runs)
        print(
            f"  {name + ':':<23} {statistics.median(speeds):6.0f} pairs/s"
            f" ({min(speeds):.0f} to {max(speeds):.0f}), {processor:.2f} ms of processor per pair"
        )
    for requests, target in (("one request", f" (target at least {TARGET})"), ("two requests", "")):
        pairs = list(zip(found[f"product, {requests}"], found[f"floor, {requests}"], strict=True))
        speed = statistics.median(product.per_second / floor.per_second for product, floor in pairs)
        processor = statistics.median(floor.processor_ms / product.processor_ms for product, floor in pairs)
        print(f"  product to floor, {requests}: {speed:.2f} in pairs/s{target}, {processor:.2f} in processor time")


if __name__ == "__main__":
    main()
