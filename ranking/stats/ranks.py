"""Which places contestants may hold, and how likely each is the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints

_COVERED = 0.95
# Drawn so many times, and with a thousand contestants not quite so many: every two of them are held together.
_DRAWS, _LEAST_DRAWS, _CELLS = 2000, 500, 500_000_000


@dataclass(frozen=True)
class Ranks:
    """Per contestant (k,): the best and the worst place that the data leaves open, and the chance of being best."""

    best: Ints
    worst: Ints
    p_best: Floats


def ranks(theta: Floats, covariance: Floats, *, freedom: float, seed: int) -> Ranks:
    """Places with 95 % confidence for each contestant, from estimates `theta` (k,) and their `covariance` (k, k).

    Mogstad, Romano, Shaikh & Wilhelm (2024), section 3.2: below are those whose difference to a contestant lies below
    zero by intervals that hold for all its differences at once, above those whose lies above; whoever is neither may
    stand on either side. Percentiles of drawn ranks would not do: where contestants are equal, the draws take the order
    that chance gave them for the truth. The critical value is that of the largest of a contestant's differences, drawn
    from a multivariate t with `freedom` degrees. `p_best` is the share of normal draws around the estimates that a
    contestant wins.
    """
    size = len(theta)
    rng = np.random.default_rng(seed)
    count = int(np.clip(_CELLS // size**2, _LEAST_DRAWS, _DRAWS))
    moved = _draws(covariance, rng, count)
    wider = np.sqrt(freedom / rng.chisquare(freedom, count))
    best, worst = np.ones(size, dtype=np.int64), np.full(size, size, dtype=np.int64)
    spread = covariance.diagonal()
    for place in range(size):
        others = np.arange(size) != place
        error = np.sqrt(np.maximum(spread + spread[place] - 2 * covariance[place], 0))[others]
        told = error > 1e-9
        if not told.any():
            continue
        apart = np.abs((moved - moved[:, place : place + 1])[:, others][:, told]) / error[told]
        reach = float(np.quantile(wider * apart.max(axis=1), _COVERED)) * error
        ahead = (theta - theta[place])[others]
        best[place] += int((ahead > reach)[told].sum())
        worst[place] -= int((ahead < -reach)[told].sum())
    winners = (theta + moved).argmax(axis=1)
    return Ranks(best, worst, np.bincount(winners, minlength=size) / count)


def _draws(covariance: Floats, rng: np.random.Generator, count: int) -> Floats:
    """Normal numbers (draws, k) with the covariance."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    root = vectors * np.sqrt(np.maximum(values, 0))
    return np.asarray(rng.standard_normal((count, len(covariance))) @ root.T)
