"""Many annotators at once over HTTP, while web and worker processes are killed and started again.

At the end nothing that was acknowledged may be lost, doubled or altered, no task may have more answers than its
overlap, no request may have been answered with a server error, and `check_integrity` must be clean.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.servers import start_postgresql

TASKS_PER_SECOND = 60


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all stays below."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(annotators: int, seconds: float, think: float) -> int:
    """Work on the database of the environment; the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calibration_site.settings")
    from django.core.management import call_command

    from benchmarks.siege import SHOWN_FAULTS, Siege, besiege

    call_command("migrate", verbosity=0)
    tasks = max(200, int(seconds * TASKS_PER_SECOND))
    found = besiege(Siege(annotators=annotators, seconds=seconds, tasks=tasks, think=think), os.environ)
    counts, statuses = Counter[str](), Counter[int]()
    for book in found.books:
        counts += book.counts
        statuses += book.statuses
    latencies = [1000 * one for book in found.books for one in book.seconds]
    waits = [one for book in found.books for one in book.waits]
    killed = ", ".join(f"{name} {number} times" for name, number in sorted(found.kills.items()))
    print(f"  {annotators} annotators for {found.seconds:.0f} s; killed: {killed or 'nothing'}")
    print(
        f"  {counts['submitted'] / found.seconds:.0f} annotations/s; {', '.join(f'{v} {k}' for k, v in counts.items())}"
    )
    print("  requests: " + ", ".join(f"{number} × {status}" for status, number in sorted(statuses.items())))
    shares = ", ".join(f"p{100 * share:.0f} {percentile(latencies, share):.0f} ms" for share in (0.5, 0.9, 0.99))
    print(f"  answered within: {shares}; longest wait through a restart {max(waits, default=0):.1f} s")
    for fault in found.faults[:SHOWN_FAULTS]:
        print(f"  FAULT {fault}")
    print(f"  {len(found.faults)} faults" if found.faults else "  nothing lost, nothing doubled, no surplus, no 5xx")
    return 1 if found.faults else 0


def main() -> int:
    """Prepare a database if one is named, else take the environment's."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--annotators", type=int, default=64)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--think", type=float, default=0.2, help="seconds of thinking, on average (default 0.2)")
    asked.add_argument("--database", choices=["sqlite", "postgresql"], help="a fresh one (default: DATABASE_URL's)")
    given = asked.parse_args()
    if given.database is None:
        return measure(given.annotators, given.seconds, given.think)
    with tempfile.TemporaryDirectory(prefix="kalibre-load-") as folder:
        url = start_postgresql(Path(folder) / "postgresql") if given.database == "postgresql" else ""
        command = [
            sys.executable, "-m", "benchmarks.load", "--annotators", str(given.annotators),
            "--seconds", str(given.seconds), "--think", str(given.think),
        ]  # fmt: skip
        environment = os.environ | {"DATABASE_URL": url, "KALIBRE_VAR": str(Path(folder) / "var"), "REDIS_URL": ""}
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
