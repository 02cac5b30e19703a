"""`python -m benchmarks.coverage [figure ...]`: a table of measured coverages, each of a thousand made-up projects."""

import os

# Two processes share the work; threads below them would only get in each other's way.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

import sys
import time
from concurrent.futures import ProcessPoolExecutor

from benchmarks.coverage.figures import FIGURES
from benchmarks.coverage.measure import SCENARIOS, Measured, measure

RUNS = 1000
PROCESSES = 2


def line(found: Measured) -> str:
    """One scenario as a row of a Markdown table."""
    figure = FIGURES[found.figure]
    sign = "" if found.within(figure) else " **outside**"
    ratio = "" if found.ratio is None else f"{found.ratio:.3f}"
    refused = found.refused == 1
    covered, width = ("–", "–") if refused else (f"{100 * found.covered:.1f} %{sign}", f"{found.width:.3g}")
    return (
        f"| {found.figure} | {found.raters} | {found.items} | {'–' if refused else found.speaks_of} | {covered} "
        f"| {width} | {100 * found.refused:.1f} % | {ratio} |"
    )


def main() -> int:
    """Print the table; fail where a figure covers less or more than it must."""
    asked = sys.argv[1:] or list(FIGURES)
    started = time.perf_counter()
    print("| figure | raters | prompts | raters are | covered | median width | refused | widest against labels alone |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    outside = 0
    with ProcessPoolExecutor(PROCESSES) as pool:
        work = [(name, *scenario, RUNS) for name in asked for scenario in SCENARIOS]
        for found in pool.map(measure, *zip(*work, strict=True)):
            print(line(found), flush=True)
            outside += not found.within(FIGURES[found.figure])
    print(f"\n({RUNS} runs each, {time.perf_counter() - started:.0f} s; outside what they must: {outside})")
    return int(outside > 0)


if __name__ == "__main__":
    sys.exit(main())
