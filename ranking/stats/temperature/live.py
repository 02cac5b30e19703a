"""Temperatures drawn while serving: a few around the policy's, never beyond the bounds that a lead has set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from annotations.said import Said
from ranking.stats.errors import StatsError

LEAST, MOST = 0.0, 2.0
# Places around the policy's temperature, in parts of the reach.
_PLACES = (-1.0, -0.5, 0.0, 0.5, 1.0)
_DECIMALS = 3
_DRAWS = 4000
# What users say of a temperature counts as if so many had said so-so of it before.
_BEFORE = 1.0


@dataclass(frozen=True)
class Bounds:
    """What may be served: from `low` to `high`, no further than `reach` from the policy's, in a `share` of calls.

    Where the policy's own lies further than `reach` outside, the nearest end alone is served.
    """

    low: float
    high: float
    reach: float
    share: float

    def faults(self) -> dict[str, str]:
        """Why these bounds cannot be, by field, as codes; empty where they can."""
        found = {name: "number" for name in ("low", "high", "reach", "share") if not isfinite(getattr(self, name))}
        if found:
            return found
        if not LEAST <= self.low <= self.high <= MOST:
            found["low"] = "order"
        if not 0 < self.reach <= MOST:
            found["reach"] = "reach"
        if not 0 <= self.share <= 1:
            found["share"] = "share"
        return found

    def kept(self, temperature: float) -> float:
        """The temperature itself, or the nearest end."""
        return min(max(temperature, self.low), self.high)


@dataclass(frozen=True)
class Drawn:
    """What is served, and whether it was drawn or is the policy's own."""

    temperature: float
    explored: bool


def arms(centre: float, bounds: Bounds) -> tuple[float, ...]:
    """The temperatures that may be drawn around a policy's, ascending: five at most, all within the bounds.

    None is further than the reach from the policy's own, which is moved to the nearest end where it lies outside. Where
    that end is out of reach it stands alone: the bounds go first. Raises StatsError.
    """
    if not isfinite(centre) or bounds.faults():
        raise StatsError(Said("These bounds hold no temperature."))
    middle = bounds.kept(centre)
    low, high = max(bounds.low, centre - bounds.reach), min(bounds.high, centre + bounds.reach)
    if not low <= middle <= high:
        return (middle,)
    # Rounded first and kept within the ends then: rounding alone could step over them.
    spread = {min(max(round(middle + place * bounds.reach, _DECIMALS), low), high) for place in _PLACES}
    return tuple(sorted({middle, *spread}))


def weights(said: Sequence[tuple[int, float]], *, seed: int) -> list[float]:
    """The chance of each arm to be the one that users like best, given (answers, their sum, each from 0 to 1) of each.

    Thompson sampling with Beta posteriors; answers between 0 and 1 count in parts (Agrawal & Goyal 2012, section 3).
    Raises StatsError for sums that no such answers have.
    """
    counts = np.array([one[0] for one in said], dtype=float)
    sums = np.array([one[1] for one in said], dtype=float)
    if not len(said) or not np.isfinite(sums).all() or (sums < 0).any() or (sums > counts + 1e-9).any():
        raise StatsError(Said("Feedback is a number from 0 to 1."))
    lost = np.maximum(counts - sums, 0.0)
    draws = np.random.default_rng(seed).beta(_BEFORE + sums, _BEFORE + lost, (_DRAWS, len(said)))
    best = np.bincount(draws.argmax(axis=1), minlength=len(said))
    return [float(one) for one in best / _DRAWS]


def draw(centre: float, bounds: Bounds, chances: Mapping[float, float], *, seed: int) -> Drawn:
    """What one call is served at: the policy's temperature, or in a share of calls one of its arms by its chance.

    `chances` are by temperature; what is not an arm has none, and without any the arms are alike. Whatever they say,
    the temperature lies within the bounds.
    """
    rng = np.random.default_rng(seed)
    found = arms(centre, bounds)
    middle = bounds.kept(centre)
    if rng.random() >= bounds.share:
        return Drawn(middle, False)
    told = np.array([max(0.0, float(chances.get(one, 0.0))) for one in found])
    total = float(told.sum())
    usable = isfinite(total) and total > 0
    parts = told / total if usable else np.full(len(found), 1 / len(found))
    return Drawn(float(found[int(rng.choice(len(found), p=parts))]), True)
