"""`python -m benchmarks.gate [runs]`: how often `may_stand_in` is true, each line of a thousand made-up projects."""

import os

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

import sys

from benchmarks.gate.measure import SIZES, passes
from benchmarks.gate.worlds import FIT, SILENT, WORSE

RUNS = 1000


def main() -> None:
    """Print the table of docs/mappings.md."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print("| judge | project | as published, either test | the gate's tests alone | the gate |")
    print("|---|---|---|---|---|")
    for name in (*SILENT, *WORSE, *FIT):
        for size in SIZES:
            found = passes(name, size, runs)
            print(f"| {name} | {size} | {' | '.join(f'{100 * share:.1f} %' for share in found)} |", flush=True)


if __name__ == "__main__":
    main()
