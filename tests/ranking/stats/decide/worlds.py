"""Rounds whose truth is known: scores of two versions on the same items, as raters would give them."""

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.decide.measure import Looks, Measure, measure
from ranking.stats.decide.paired import paired_differences
from ranking.stats.decide.sequential import Tested, sequential_test
from ranking.stats.decide.skewed import corrected_p

LIKERT, PERCENT, CHOICES, SKEWED = "Likert 1 to 5", "0 to 100", "comparisons", "rare disasters"
WORLDS = (LIKERT, PERCENT, CHOICES, SKEWED)
REACH = {LIKERT: 4.0, PERCENT: 100.0, CHOICES: 1.0, SKEWED: 4.0}
# The standard deviation of the differences, measured on a million pairs without gain (tests hold it to 2 %).
SPREAD = {LIKERT: 0.999, PERCENT: 16.02, CHOICES: 0.849, SKEWED: 0.762}
RATERS = 2


@dataclass(frozen=True)
class Plan:
    """A round of `units` pairs with early looks after these many."""

    units: int = 200
    ends: tuple[int, ...] = (40, 80, 120, 160)
    alpha: float = 0.025
    flips: int = 2000


def differences(world: str, gain: float, units: int, random: np.random.Generator) -> Floats:
    """New less old for every item; `gain` in standard deviations of such differences."""
    points = gain * SPREAD[world]
    if world == CHOICES:
        wins = points / 2
        return random.choice([-1.0, 0.0, 1.0], units, p=[0.36 - wins, 0.28, 0.36 + wins])
    if world == SKEWED:
        # Mostly a little better, and once in a while a disaster: on average no gain.
        slight, awful = random.normal(0.134, 0.5, units), random.random(units) < 0.05
        return np.clip(np.where(awful, -2.55, slight) + points, -4, 4)
    scale = (1, 5, 1.0, 3.3) if world == LIKERT else (0, 100, 16.0, 60.0)
    return _rated(points, units, scale, random)


def _rated(points: float, units: int, scale: tuple[float, float, float, float], random: np.random.Generator) -> Floats:
    """Items, draws, raters' severity and their noise, rounded to the scale; then item means."""
    low, high, unit, middle = scale
    item = random.normal(0, 0.6, units)
    rows = []
    for new in (False, True):
        draw = item + random.normal(0, 0.5, units)
        severity, noise = random.normal(0, 0.4, (units, RATERS)), random.normal(0, 0.6, (units, RATERS))
        said = middle + unit * (draw[:, None] + severity + noise) + points * new
        rows.append(np.clip(np.round(said), low, high))
    codes = np.repeat(np.arange(units), RATERS)
    return paired_differences(
        unit=np.tile(codes, 2), item=np.tile(codes, 2), response=np.concatenate([codes, codes + units]),
        new=np.repeat([False, True], len(codes)), value=np.concatenate([one.ravel() for one in rows]),
    ).value  # fmt: skip


def played(world: str, gain: float, plan: Plan, random: np.random.Generator) -> tuple[bool, int]:
    """Whether "no gain" was refuted in one round, and after how many pairs it ended."""
    values = differences(world, gain, plan.units, random)
    seed = int(random.integers(2**31))
    early = tested(values, world, plan, seed, final=False).crossed
    if early is not None:
        return True, plan.ends[early]
    # The p-value is never below the corrected one: without that, exchanges need not be drawn to know the end.
    passed = corrected_p(values) <= plan.alpha and tested(values, world, plan, seed, final=True).passed
    return passed, plan.units


def tested(values: Floats, world: str, plan: Plan, seed: int, *, final: bool) -> Tested:
    """The test alone, without the interval that `measure` adds."""
    return sequential_test(
        values, lower=-REACH[world], ends=plan.ends, alpha=plan.alpha, final=final, seed=seed, flips=plan.flips
    )


def looked(values: Floats, world: str, plan: Plan, seed: int, *, final: bool = True) -> Measure:
    """The primary question of a round, at its end or at its early looks."""
    looks = Looks(ends=plan.ends, final=final, seed=seed, alpha=plan.alpha, flips=plan.flips)
    return measure(values, reach=REACH[world], null=0.0, alpha=plan.alpha, planned=plan.units, looks=looks)
