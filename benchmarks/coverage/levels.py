"""`python -m benchmarks.coverage.levels`: conformal intervals where people's scores are few levels."""

import os

# Two processes share the work; threads below them would only get in each other's way.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.calibrate import calibrate
from ranking.stats.conformal import SHARE, clipped
from ranking.stats.mappings import MAPPINGS
from ranking.stats.mappings.base import Features

RUNS, PROCESSES, NEW = 100, 2, 400
LEAST = 0.88
SCALES = ((0, 1), (1, 3), (1, 5))
# Prompts, and people's scores of each.
SIZES = ((30, 3), (60, 3), (200, 1))
SIGNALS = ("none", "continuous", "five levels")
NOISE = 0.7


@dataclass(frozen=True)
class Held:
    """Means over projects: of the report's own `coverage_90`, of new people inside the interval as it is served, of how
    wide that is, and of how wide one would be that holds just nine of ten of these new people."""

    reported: float
    new: float
    width: float
    needed: float


def drawn(
    rng: np.random.Generator, scale: tuple[int, int], signal: str, prompts: int, per: int
) -> tuple[Floats, Floats, Ints]:
    """People's scores (n,), the judge's (n,) and the prompt of each: quality and noise, rounded to the scale."""
    low, high = scale
    quality, item = rng.standard_normal(prompts), np.repeat(np.arange(prompts), per)
    heard = quality[item] if signal != "none" else rng.standard_normal(len(item))
    latent = heard + NOISE * rng.standard_normal(len(item))
    people = np.clip(np.rint((low + high) / 2 + (high - low) / 6 * latent), low, high)
    judged = np.clip(np.rint(3 + quality), 1, 5) if signal == "five levels" else quality
    return people, judged[item], item


def held(scale: tuple[int, int], signal: str, prompts: int, per: int, runs: int = RUNS) -> Held:
    """So many projects, each with new people who score new responses."""
    place = SCALES.index(scale), SIGNALS.index(signal)
    told = []
    for run in range(runs):
        rng = np.random.default_rng([*place, prompts, per, run])
        people, judged, item = drawn(rng, scale, signal, prompts, per)
        found = calibrate(_features(judged), people, groups=item, raters=None, seed=run, scale=scale)
        if found.intervals is None or found.covered is None:
            continue
        new, heard, _ = drawn(rng, scale, signal, NEW, 1)
        predicted = MAPPINGS[found.method].apply(found.params, _features(heard))
        halves = found.intervals.reach.half_widths(predicted, np.full(NEW, np.nan))
        low, high = clipped(predicted, halves, scale)
        enough = np.quantile(np.abs(new - predicted), SHARE, method="higher")
        needed = clipped(predicted, np.full(NEW, enough), scale)
        inside = (low <= new) & (new <= high)
        told.append((found.covered, inside.mean(), (high - low).mean(), (needed[1] - needed[0]).mean()))
    return Held(*(float(each) for each in np.mean(told, axis=0)))


def _features(score: Floats) -> Features:
    return Features(score[:, None], ["quality"], 0)


def main() -> int:
    """Print the table; fail where fewer lie inside than must."""
    work = list(product(SCALES, SIGNALS, SIZES))
    print("| scale | the judge | prompts × people | `coverage_90` | new people inside | mean width | needed |")
    print("|---|---|---|---|---|---|---|", flush=True)
    outside = 0
    with ProcessPoolExecutor(PROCESSES) as pool:
        columns = zip(*((scale, signal, *size) for scale, signal, size in work), strict=True)
        for (scale, signal, (prompts, per)), found in zip(work, pool.map(held, *columns), strict=True):
            outside += min(found.reported, found.new) < LEAST
            print(
                f"| {scale[0]}–{scale[1]} | {signal} | {prompts} × {per} | {found.reported:.1%} | {found.new:.1%} "
                f"| {found.width:.2f} | {found.needed:.2f} |",
                flush=True,
            )
    print(f"\n({RUNS} projects each; below {LEAST:.0%}: {outside})")
    return int(outside > 0)


if __name__ == "__main__":
    sys.exit(main())
