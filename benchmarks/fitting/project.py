"""`manage.py fit` of whole projects, a judge beside the people: reading, computing and storing, and the memory."""

import os
import subprocess
import sys
import time
from pathlib import Path

import django

import benchmarks.scratch  # noqa: F401 (first)

django.setup()

from django.core.management import call_command  # noqa: E402 (Django must be set up first)

from benchmarks.fitting.arrays import compared, rated  # noqa: E402
from benchmarks.fitting.seeding import compared_project, rated_project  # noqa: E402
from benchmarks.seeding import analyze  # noqa: E402

SIZES = {"ratings": (100_000, 1_000_000), "comparisons": (100_000, 1_000_000)}
STEPS = ("reading", "computing", "storing")


def fitted(slug: str) -> dict[str, float]:
    """Processor seconds of each step and of the whole, the clock's for the whole, and peak memory in GiB."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", "fit", "--project", slug], stderr=subprocess.PIPE, text=True
    )
    at = {line.split()[0].lower(): processor_of(child.pid) for line in child.stderr or ()}
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"fit failed after {', '.join(at)}")
    whole = usage.ru_utime + usage.ru_stime
    ends = [*list(at.values())[1:], whole]
    steps = {step: end - begun for (step, begun), end in zip(at.items(), ends, strict=True)}
    return {**steps, "whole": whole, "clock": time.perf_counter() - started, "memory": usage.ru_maxrss / 2**20}


def processor_of(pid: int) -> float:
    """What a process has had of the processor so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def told(what: str, found: dict[str, float]) -> None:
    """One fit in words."""
    steps = ", ".join(f"{name} {found[name]:.1f} s" for name in STEPS)
    print(
        f"  {what}: processor {found['whole']:.1f} s ({steps}), clock {found['clock']:.1f} s; "
        f"peak memory {found['memory']:.2f} GiB (target at most 2)",
        flush=True,
    )


def main() -> None:
    """Each kind of answers, and ten or five times as many."""
    call_command("migrate", verbosity=0)
    for kind, make, drawn in (("ratings", rated_project, rated), ("comparisons", compared_project, compared)):
        for n in SIZES[kind]:
            started = time.perf_counter()
            make(f"{kind}-{n}", drawn(n))
            analyze()
            print(f"  (seeding {n:,} {kind} took {time.perf_counter() - started:.0f} s)", flush=True)
            told(f"{n:,} {kind}", fitted(f"{kind}-{n}"))


if __name__ == "__main__":
    main()
