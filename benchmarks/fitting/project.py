"""`manage.py fit` of whole projects: reading, computing and storing apart, and the memory it takes."""

import resource
import subprocess
import sys
import time

import django

import benchmarks.scratch  # noqa: F401 (first)

django.setup()

from django.core.management import call_command  # noqa: E402 (Django must be set up first)

from benchmarks.fitting.arrays import compared, rated  # noqa: E402
from benchmarks.fitting.seeding import compared_project, rated_project  # noqa: E402
from benchmarks.seeding import analyze  # noqa: E402

SMALL, LARGE = 20_000, 100_000


def fitted(slug: str) -> dict[str, float]:
    """Seconds of each step by the clock, and processor seconds and peak memory of the whole."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started, steps, last = time.perf_counter(), {}, "start"
    child = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", "fit", "--project", slug], stderr=subprocess.PIPE, text=True
    )
    at = started
    for line in child.stderr or ():
        now = time.perf_counter()
        steps[last], at, last = now - at, now, line.split()[0].lower()
    steps[last] = time.perf_counter() - at
    if child.wait():
        raise SystemExit(f"fit failed at {last}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {**steps, "processor": spent, "memory": after.ru_maxrss / 2**20}


def told(what: str, found: dict[str, float]) -> None:
    """One fit in words."""
    steps = ", ".join(f"{name} {found[name]:.1f} s" for name in ("reading", "computing", "storing"))
    print(f"  {what}: {steps}; processor {found['processor']:.1f} s, peak memory {found['memory']:.2f} GiB", flush=True)


def main() -> None:
    """Small before large: the peak memory of children is the largest so far."""
    call_command("migrate", verbosity=0)
    for n in (SMALL, LARGE):
        for kind, make, drawn in (("ratings", rated_project, rated), ("comparisons", compared_project, compared)):
            started = time.perf_counter()
            make(f"{kind}-{n}", drawn(n))
            analyze()
            print(f"  (seeding {n:,} {kind} took {time.perf_counter() - started:.0f} s)", flush=True)
            told(f"{n:,} {kind}", fitted(f"{kind}-{n}"))


if __name__ == "__main__":
    main()
