"""Error rates of a confirmation, by simulation: false promotions without a gain, promotions with one.

Four worlds (tests/ranking/stats/decide/worlds.py): ratings from 1 to 5 and from 0 to 100 by two raters of unequal
severity, comparisons, and differences that are mostly a little better and once in a while a disaster. 200 pairs,
five looks.
"""

import argparse
from collections.abc import Sequence

import numpy as np

from ranking.stats.decide import E_PROCESSES
from ranking.stats.decide.spending import Spent, next_share
from tests.ranking.stats.decide.worlds import REACH, WORLDS, Plan, differences, played

ROUNDS, GAIN_ROUNDS, RUNS = 2000, 500, 1000
GAIN = 0.3
FLIPS = 1000


def false_promotions(rounds: int) -> None:
    """A/A rounds at 5 %, and at the 2.5 % that the first test of a template has."""
    print(f"  false promotions, {rounds} rounds without a gain, 200 pairs, five looks (target at most 5 %):")
    for world in WORLDS:
        found = []
        for alpha in (0.05, 0.025):
            random = np.random.default_rng(1)
            plan = Plan(alpha=alpha, flips=FLIPS)
            found.append(np.mean([played(world, 0.0, plan, random)[0] for _ in range(rounds)]))
        print(f"    {world + ':':<16} {found[0]:.1%} at 5 %, {found[1]:.1%} at 2.5 %", flush=True)


def promotions(rounds: int) -> None:
    """Rounds with a gain: at the end alone, and with early looks."""
    print(f"  promotions of a gain of {GAIN} SD, {rounds} rounds, 200 pairs, at 2.5 % (target at least 80 %):")
    for world in WORLDS:
        random = np.random.default_rng(2)
        end = np.mean([played(world, GAIN, Plan(ends=(), flips=FLIPS), random)[0] for _ in range(rounds)])
        looks = np.array([played(world, GAIN, Plan(flips=FLIPS), random) for _ in range(rounds)], dtype=float)
        print(
            f"    {world + ':':<16} {end:.1%} at the end alone; {looks[:, 0].mean():.1%} with five looks,"
            f" after {looks[:, 1].mean():.0f} pairs on average",
            flush=True,
        )


def families(runs: int) -> None:
    """Five rounds of one template without a gain, each with its share of 5 %."""
    print(f"  runs of five rounds without a gain with any promotion, {runs} runs (target at most 5 %):")
    for world in WORLDS:
        random = np.random.default_rng(3)
        false = np.mean([_run(world, random) for _ in range(runs)])
        print(f"    {world + ':':<16} {false:.1%}", flush=True)


def _run(world: str, random: np.random.Generator) -> bool:
    spent: list[Spent] = []
    for _ in range(5):
        alpha = next_share(spent).alpha
        spent.append(Spent(alpha, played(world, 0.0, Plan(alpha=alpha, flips=FLIPS), random)[0]))
    return any(one.promoted for one in spent)


def early_tests(rounds: int, ends: Sequence[int] = (40, 80, 120, 160, 200)) -> None:
    """Which test for the early looks: by its power alone, at 2.5 %."""
    print(f"  early looks by one test alone, at 2.5 %, {rounds} rounds: promoted (pairs on average)")
    for gain in (GAIN, 0.5):
        for world in WORLDS:
            random, told = np.random.default_rng(4), []
            drawn = [differences(world, gain, ends[-1], random) / REACH[world] for _ in range(rounds)]
            for name, wealth in E_PROCESSES.items():
                crossed = [_first(wealth(values, -1.0), ends) for values in drawn]
                power = np.mean([one is not None for one in crossed])
                told.append(f"{name} {power:.1%} ({np.mean([one or ends[-1] for one in crossed]):.0f})")
            print(f"    {gain} SD, {world + ':':<16} {', '.join(told)}", flush=True)
    print("  wins often by a little, loses by much (no gain on average): refuted by")
    random = np.random.default_rng(5)
    drawn = [np.where(random.random(200) < 0.9, 0.1, -0.9) for _ in range(rounds)]
    for name, wealth in E_PROCESSES.items():
        print(f"    {name}: {np.mean([_first(wealth(values, -1.0), ends) is not None for values in drawn]):.1%}")


def _first(wealth: np.ndarray, ends: Sequence[int]) -> int | None:
    return next((end for end in ends if wealth[end - 1] >= np.log(1 / 0.025)), None)


def main() -> None:
    """Print every rate."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--part", type=float, default=1.0, help="share of the rounds (default 1)")
    part = asked.parse_args().part
    false_promotions(round(ROUNDS * part))
    promotions(round(GAIN_ROUNDS * part))
    families(round(RUNS * part))
    early_tests(round(GAIN_ROUNDS * part))


if __name__ == "__main__":
    main()
