"""What follows from the curves: which temperature is best, how sure that is, and what to try next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Bools, Floats
from ranking.stats.temperature.curves import Curves

# The part of what is tried next that is spread evenly, so that no temperature is given up for good.
EXPLORED = 0.2


@dataclass(frozen=True)
class Choice:
    """The best of the temperatures tried: the chance that it is, and what is lost on average if it is not."""

    category: str
    temperature: float
    p_best: float
    loss: float
    n: int


def tried(curves: Curves) -> Bools:
    """Which temperatures each category may be served at (c, t): those it was tried at, or where it never was, any."""
    own = curves.n > 0
    anywhere = np.asarray(own.any(axis=0))
    somewhere = np.asarray(own.any(axis=1))
    return np.where(somewhere[:, None], own, anywhere[None, :])


def p_best(curves: Curves) -> Floats:
    """The chance of each temperature to be the best that its category was tried at (c, t); rows sum to 1."""
    best = _best(curves.draws, tried(curves))
    sizes = np.arange(len(curves.temperatures))
    return np.asarray((best[:, :, None] == sizes).mean(axis=0))


def choices(curves: Curves) -> list[Choice]:
    """For each category the temperature of the highest mean."""
    allowed, chances = tried(curves), p_best(curves)
    masked = np.where(allowed, curves.mean, -np.inf)
    found = []
    for place, name in enumerate(curves.categories):
        at = int(masked[place].argmax())
        some = np.where(allowed[place], curves.draws[:, place], -np.inf)
        loss = float((some.max(axis=1) - some[:, at]).mean())
        chance = float(chances[place, at])
        found.append(Choice(name, curves.temperatures[at], chance, loss, int(curves.n[place].sum())))
    return found


def thompson(curves: Curves, *, slots: int, seed: int, explored: float = EXPLORED) -> dict[str, list[float]]:
    """What to try next: for each category a list of `slots` temperatures.

    Thompson (1933): each slot takes the temperature that is best in one draw of the means, so that a temperature is
    tried as often as it is likely to be the best. A part `explored` of the slots is spread evenly over the grid.
    """
    rng = np.random.default_rng(seed)
    even = round(slots * explored)
    picked = _best(curves.draws[rng.integers(len(curves.draws), size=slots - even)], None)
    spread = np.resize(rng.permutation(len(curves.temperatures)), even)
    found = {}
    for place, name in enumerate(curves.categories):
        taken = rng.permutation(np.concatenate([picked[:, place], spread]))
        found[name] = [curves.temperatures[int(at)] for at in taken]
    return found


def shares(plan: Mapping[str, Sequence[float]]) -> dict[str, dict[float, float]]:
    """The part of each category's slots that each temperature has."""
    return {
        name: {one: taken.count(one) / len(taken) for one in sorted(set(taken))}
        for name, taken in ((name, list(slots)) for name, slots in plan.items())
    }


def _best(draws: Floats, allowed: Bools | None) -> np.ndarray:
    """The place of the best temperature in each draw (d, c)."""
    masked = draws if allowed is None else np.where(allowed, draws, -np.inf)
    return np.asarray(masked.argmax(axis=2))
