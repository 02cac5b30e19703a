"""The cost of `next` and of `submit` for one annotator: it must not grow with what is open, done or leased."""

import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

import benchmarks.scratch  # noqa: F401 (first)

django.setup()

from django.core.management import call_command  # noqa: E402 (Django must be set up first)

from annotations.models import Rater  # noqa: E402
from annotations.services.answers import answer_submit  # noqa: E402
from annotations.services.handout import assignment_next  # noqa: E402
from benchmarks.seeding import START, analyze, answered, leased, rater_of, round_of, unchecked  # noqa: E402

FEW, MANY = 1_000, 1_000_000
DONE = 100_000
LEASED = 990_000
ANSWERS = 300
TARGET = 1.3
SMALL = f"{FEW:,} open"

# Milliseconds by the clock, and of this process's processor: on a busy machine the second tells more.
CLOCKS = {"": time.perf_counter, " (processor)": time.process_time}
Times = dict[str, list[float]]


def timed(call: Callable[[], Any], times: Times, name: str) -> Any:
    """Call, and keep how many milliseconds it took by each clock."""
    started = [clock() for clock in CLOCKS.values()]
    result = call()
    for before, (kind, clock) in zip(started, CLOCKS.items(), strict=True):
        times[name + kind].append((clock() - before) * 1000)
    return result


def one_pair(rater: Rater, number: int, times: Times) -> None:
    """Ask for work, and answer it."""
    now = START + timedelta(seconds=number)
    assignment = timed(lambda: assignment_next(rater=rater, now=now), times, "next")
    answer: dict[str, Any] = {
        "assignment_id": assignment.pk, "rater": rater, "key": uuid4(), "shown": assignment.shown,
        "answer": {"scores": {"quality": 3}}, "now": now,
    }  # fmt: skip
    timed(lambda: answer_submit(**answer), times, "submit")


def measure(raters: dict[str, Rater]) -> dict[str, dict[str, float]]:
    """Median milliseconds by case; the cases take turns at every answer, so that a busy machine slows them alike."""
    names = [name + kind for name in ("next", "submit") for kind in CLOCKS]
    found: dict[str, Times] = {case: {name: [] for name in names} for case in raters}
    order = list(raters)
    for number in range(ANSWERS):
        # In another order each time: what follows a long write would else always be the same case.
        random.Random(number).shuffle(order)
        for case in order:
            one_pair(raters[case], number, found[case])
    return {case: {name: statistics.median(every) for name, every in times.items()} for case, times in found.items()}


def seeded() -> dict[str, Rater]:
    """A rater for each case."""
    with unchecked():
        few, many, taken = round_of("few", FEW), round_of("many", MANY), round_of("leased", MANY, overlap=1)
        lone = rater_of(many, "lone")
        answered(many, lone, (MANY - DONE) // 2 + 1, (MANY + DONE) // 2)
        leased(taken, rater_of(taken, "others"), 1, LEASED // 2)
        leased(taken, rater_of(taken, "more"), MANY - LEASED // 2 + 1, MANY)
    analyze()
    return {
        SMALL: rater_of(few, "ada"),
        f"{MANY:,} open": rater_of(many, "ada"),
        f"{MANY:,} open, {DONE:,} of them answered by the same annotator": lone,
        f"{MANY:,} of which {LEASED:,} are leased": rater_of(taken, "ada"),
    }


def worst(found: dict[str, dict[str, float]], name: str) -> float:
    """The dearest case as a multiple of the small one."""
    return max(medians[name] for medians in found.values()) / found[SMALL][name]


def line(case: str, medians: dict[str, float]) -> None:
    """One case in words."""
    print(f"  {case}: next {medians['next']:.2f} ms, submit {medians['submit']:.2f} ms", flush=True)


def main() -> None:
    """Print the medians of every case, and their ratio to the small one."""
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    line(
        f"{FEW:,} open, nothing else in the database", measure({SMALL: rater_of(round_of("alone", FEW), "ada")})[SMALL]
    )
    raters = seeded()
    print(f"  (seeding took {time.perf_counter() - started:.0f} s)", flush=True)
    found = measure(raters)
    for case, medians in found.items():
        line(case, medians)
    for name in ("next", "submit"):
        ratio, processor = (worst(found, name + kind) for kind in CLOCKS)
        print(
            f"  {name}: at most {ratio:.2f} times its cost with {SMALL} (target at most {TARGET}),"
            f" {processor:.2f} in this process's processor time"
        )


if __name__ == "__main__":
    main()
