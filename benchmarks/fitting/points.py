"""The point fits beside other implementations on the same arrays, and what their intervals cost."""

from __future__ import annotations

import os

# Two cores, as a small server has.
os.environ |= {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"}

import resource
import time
from collections.abc import Callable
from typing import Any

import evalica
import numpy as np
import pandas as pd

from benchmarks.fitting.arrays import CONTESTANTS, Compared, Rated, compared, rated, ten_sweeps
from ranking.stats.aggregate.pairs import win_matrix
from ranking.stats.agreement import agreement
from ranking.stats.consensus import cell_means
from ranking.stats.kappa import cohen_kappas
from ranking.stats.means import peoples_mean
from ranking.stats.reliability.severity import severity, two_way
from ranking.stats.strengths import log_strengths_of, strengths

SMALL, LARGE = 100_000, 1_000_000
ROUNDS = 5
TARGET = 2.0
NAMES = [f"m{place}" for place in range(CONTESTANTS)]


def seconds(call: Callable[[], Any], rounds: int = 1) -> float:
    """The least processor time of some calls: on a shared machine the clock tells of the others."""
    spent = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        spent.append(time.process_time() - started)
    return min(spent)


def ratio(ours: Callable[[], Any], theirs: Callable[[], Any]) -> tuple[float, float]:
    """Processor seconds of ours and theirs, taken in turn."""
    both = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    return min(one for one, _ in both), min(other for _, other in both)


def of_comparisons(said: Compared) -> float:
    """Bradley-Terry beside evalica, which is told the contestants' places beforehand; returns our seconds."""
    sides = np.array([evalica.Winner.Y, evalica.Winner.Draw, evalica.Winner.X], dtype=object)
    winners = list(sides[(2 * said.pairs.outcome).astype(int)])
    index = pd.Index(range(CONTESTANTS))
    one, two = said.pairs.one, said.pairs.two

    def ours() -> np.ndarray:
        return log_strengths_of(win_matrix(said.pairs, CONTESTANTS), NAMES)[0]

    def theirs() -> pd.Series:
        return evalica.bradley_terry(one, two, winners, index=index, win_weight=1.0, tie_weight=0.5).scores

    spent, other = ratio(ours, theirs)
    apart = np.abs(ours() - np.log(theirs().reindex(range(CONTESTANTS))).pipe(lambda log: log - log.mean())).max()
    report(f"{len(one):,} comparisons, point fit", spent, other, "evalica", float(apart))
    return spent


def of_ratings(said: Rated) -> float:
    """The two-way fit beside ten alternating sweeps; returns our seconds."""
    spent, other = ratio(lambda: two_way(said.response, said.rater, said.score), lambda: ten_sweeps(said))
    apart = np.abs(two_way(said.response, said.rater, said.score).adjusted - ten_sweeps(said)[0]).max()
    report(f"{len(said.score):,} ratings, point fit", spent, other, "ten sweeps", float(apart))
    return spent


def report(what: str, ours: float, theirs: float, whose: str, apart: float) -> None:
    """One comparison in words."""
    print(
        f"  {what}: {ours:.2f} s, {whose} {theirs:.2f} s: {ours / theirs:.2f} times; largest difference {apart:.1e}",
        flush=True,
    )


def with_intervals(small: tuple[Compared, Rated], large: tuple[Compared, Rated]) -> None:
    """What each figure takes with its intervals, and how that grows with ten times as many answers."""

    def calls(who: Compared, said: Rated) -> dict[str, Callable[[], Any]]:
        ends = {"minimum": np.ones(len(said.score)), "maximum": np.full(len(said.score), 5.0)}
        prompt = said.response // 2
        return {
            "strengths": lambda: strengths(who.pairs, NAMES, raters=who.rater, items=who.prompt),
            "severity": lambda: severity(said.response, said.rater, said.score),
            "mean": lambda: peoples_mean(said.score, prompts=prompt, raters=said.rater),
            "consensus": lambda: cell_means(said.response, said.score, raters=said.rater, **ends),
            "alpha": lambda: agreement(said.response, said.score, ci_level="ordinal", seed=0, clusters=prompt),
            "kappas": lambda: cohen_kappas(said.response, said.rater, said.score, least=10),
        }

    for (name, few), many in zip(calls(*small).items(), calls(*large).values(), strict=True):
        short, long = seconds(few), seconds(many)
        grown = f"{short:.2f} s for {SMALL:,}, {long:.2f} s for {LARGE:,} ({long / short:.1f} times)"
        print(f"  {name} with intervals: {grown}", flush=True)


def main() -> None:
    """Print all of it, and the memory that it took."""
    print(f"  (processor seconds; the target for {LARGE:,} answers is {TARGET:g} times the other)")
    small, large = (compared(SMALL), rated(SMALL)), (compared(LARGE), rated(LARGE))
    for who, said in (small, large):
        of_comparisons(who)
        of_ratings(said)
    with_intervals(small, large)
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB (target at most 2)")


if __name__ == "__main__":
    main()
