"""People who compare: contestants of known strength, raters with leanings, prompts that suit some better than others.

A rater prefers a over b where worth a - worth b + leaning of the rater + luck of the prompt + logistic noise is above
a threshold, b where it is below minus that, and ties between. The truth is what Bradley-Terry (a tie half a win each)
says of the expected outcomes, over prompts and, where raters are drawn, over the population of raters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import expit

from benchmarks.coverage.people import BUSY_SPREAD, teams_drawn, together
from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.arrays import Floats, Ints

WORTH = np.array([-0.7, -0.3, 0.0, 0.3, 0.7])
LEANING_SD, LUCK_SD, THRESHOLD = 0.4, 0.5, 0.3
PAIRS_PER_ITEM = 2
_AT, _WEIGHT = np.polynomial.hermite_e.hermegauss(31)
_WEIGHT = _WEIGHT / _WEIGHT.sum()
_ELO = 400 / np.log(10)


@dataclass(frozen=True)
class Judges:
    """The leaning of each rater to each contestant (r, k), and their share of work (r,)."""

    leaning: Floats
    busy: Floats


@dataclass(frozen=True)
class Contests:
    """Comparisons, one a row (n,)."""

    pairs: Pairs
    item: Ints
    rater: Ints
    size: int = len(WORTH)


def judges_drawn(rng: np.random.Generator, size: int) -> Judges:
    """So many people out of the population."""
    busy = np.exp(BUSY_SPREAD * rng.standard_normal(size))
    return Judges(LEANING_SD * rng.standard_normal((size, len(WORTH))), busy / busy.sum())


def contests_drawn(rng: np.random.Generator, judges: Judges, items: int) -> Contests:
    """Comparisons of two pairs of each of so many prompts, by one to three raters."""
    k = len(WORTH)
    luck = LUCK_SD * rng.standard_normal((items, k))
    item, rater = teams_drawn(rng, judges.busy, items)
    shown = np.argsort(rng.random((items, PAIRS_PER_ITEM, k)), axis=2)[:, :, :2]
    item, rater = np.repeat(item, PAIRS_PER_ITEM), np.repeat(rater, PAIRS_PER_ITEM)
    place = np.arange(len(item)) % PAIRS_PER_ITEM
    one, two = shown[item, place].T
    worth = WORTH + luck[item] + judges.leaning[rater]
    rows = np.arange(len(item))
    gap = worth[rows, one] - worth[rows, two] + rng.logistic(size=len(item))
    outcome = np.where(gap > THRESHOLD, 1.0, np.where(gap < -THRESHOLD, 0.0, 0.5))
    return Contests(Pairs(one.astype(np.int64), two.astype(np.int64), outcome), item, rater)


def elo_fixed(judges: Judges) -> Floats:
    """Elo (k,) that these raters give, in the shares in which they work."""
    share = together(judges.busy).seats
    return _elo(np.einsum("r,rab->ab", share, _expected(WORTH + judges.leaning, LUCK_SD)))


@cache
def elo_drawn() -> Floats:
    """Elo (k,) that the population gives."""
    return _elo(_expected(WORTH[None], np.hypot(LUCK_SD, LEANING_SD))[0])


def _expected(worth: Floats, spread: float) -> Floats:
    """What a wins against b (..., k, k), over luck of that spread on either side."""
    gap = (worth[:, :, None] - worth[:, None, :])[..., None] + np.sqrt(2) * spread * _AT
    return np.asarray((expit(gap - THRESHOLD) + expit(gap + THRESHOLD)) / 2 @ _WEIGHT)


def _elo(wins: Floats) -> Floats:
    """Bradley-Terry by the minorise-maximise iteration (Hunter 2004), which is none of the product's code."""
    k = len(wins)
    wins = wins * (1 - np.eye(k))
    strength = np.ones(k)
    for _ in range(10_000):
        met = (wins + wins.T) / (strength[:, None] + strength[None, :])
        renewed = wins.sum(axis=1) / met.sum(axis=1)
        renewed /= np.exp(np.log(renewed).mean())
        if np.abs(renewed - strength).max() < 1e-12:
            break
        strength = renewed
    return np.asarray(1000 + _ELO * np.log(strength))
