"""People's scores over temperatures, by category: the fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import StatsError
from ranking.stats.temperature.marginal import Given, Tally, given_scales, tally_of
from ranking.stats.temperature.prior import CENTRE, SPREAD, Scales, log_prior
from ranking.stats.temperature.rows import Rows, Units, units_of

REST = ""
# Sets of scales that stand for all that are plausible, and draws of the means from each on average.
POINTS, DRAWS = 48, 4000
_STEP = 0.05


@dataclass(frozen=True)
class Curves:
    """Means, 95 % intervals and numbers of units, each (categories, temperatures), and draws of the means (d, c, t).

    The last category is the rest, "": categories that nobody has tried yet are guessed as like the others.
    """

    categories: tuple[str, ...]
    temperatures: tuple[float, ...]
    mean: Floats
    low: Floats
    high: Floats
    n: Ints
    draws: Floats
    scales: Scales

    def within(self, grid: Sequence[float]) -> Curves:
        """The same at those temperatures alone that the grid names."""
        kept = [place for place, one in enumerate(self.temperatures) if one in set(grid)]
        return replace(
            self, temperatures=tuple(self.temperatures[place] for place in kept), mean=self.mean[:, kept],
            low=self.low[:, kept], high=self.high[:, kept], n=self.n[:, kept], draws=self.draws[:, :, kept],
        )  # fmt: skip


def curves_fit(rows: Rows, *, seed: int) -> Curves:
    """The means of the objective at every temperature of every category, in the objective's own units.

    A Gaussian model with a block effect (`prior`, `marginal`). Its scales are not fixed at their likeliest values but
    averaged over: points around the mode are weighed by likelihood times prior, weights being truncated (Rue, Martino &
    Chopin 2009, section 6.5; Ionides 2008). Raises NotEnoughData, NotNumbers, StatsError.
    """
    units = units_of(rows)
    named = tuple(name for name in rows.categories if name != REST)
    categories = (*named, REST)
    places = np.array([categories.index(name) for name in rows.categories], dtype=np.int64)
    centre, spread = float(rows.value.mean()), float(rows.value.std())
    scaled = Units((units.value - centre) / spread * units.there, units.there, places[units.category])
    temperatures = np.array(rows.temperatures, dtype=float)
    rng = np.random.default_rng(seed)
    tally = tally_of(scaled)
    thetas, weights = _points(tally, temperatures, len(categories), rng)
    givens = [given_scales(tally, temperatures, len(categories), Scales.read(theta)) for theta in thetas]
    shape = (-1, len(categories), len(temperatures))
    draws = _draws(givens, weights, rng).reshape(shape) * spread + centre
    mean = sum(w * one.mean for w, one in zip(weights, givens, strict=True))
    low, high = np.percentile(draws, [2.5, 97.5], axis=0)
    return Curves(
        categories=categories, temperatures=rows.temperatures,
        mean=np.asarray(mean).reshape(shape[1:]) * spread + centre, low=low, high=high,
        n=scaled.counts(len(categories)), draws=draws, scales=Scales.read(weights @ thetas),
    )  # fmt: skip


def _points(tally: Tally, temperatures: Floats, categories: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Scales (p, 7) with their weights (p,)."""

    def badness(theta: Floats) -> float:
        try:
            given = given_scales(tally, temperatures, categories, Scales.read(theta))
        except np.linalg.LinAlgError:
            return float("inf")
        return -given.log_likelihood - log_prior(theta)

    bounds = list(zip(CENTRE - 4 * SPREAD, CENTRE + 4 * SPREAD, strict=True))
    found = minimize(badness, CENTRE, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
    if not np.isfinite(found.fun):
        raise StatsError(Said("The scores fit no curve over temperatures."))
    mode = np.asarray(found.x, dtype=float)
    root = _root_of_spread(badness, mode, float(found.fun))
    normal = rng.standard_normal((POINTS, len(mode)))
    thetas = mode + normal @ root.T
    logs = np.array([-badness(theta) for theta in thetas]) + 0.5 * (normal**2).sum(axis=1)
    raw = np.exp(logs - logs.max())
    kept = np.minimum(raw, raw.mean() * np.sqrt(POINTS))
    return thetas, kept / kept.sum()


def _root_of_spread(badness: Callable[[Floats], float], mode: Floats, least: float) -> Floats:
    """A square root (7, 7) of the covariance around the mode; no direction is wider than the prior's."""
    size = len(mode)
    steps = _STEP * np.eye(size)
    ends = [(badness(mode + step), badness(mode - step)) for step in steps]
    hessian = np.diag([(up - 2 * least + down) / _STEP**2 for up, down in ends])
    for one in range(size):
        for other in range(one):
            corner = badness(mode + steps[one] + steps[other])
            mixed = (corner - ends[one][0] - ends[other][0] + least) / _STEP**2
            hessian[one, other] = hessian[other, one] = mixed
    scaled = hessian * np.outer(SPREAD, SPREAD)
    values, vectors = np.linalg.eigh(np.nan_to_num(scaled, nan=0.0, posinf=1e6, neginf=0.0))
    return np.asarray(SPREAD[:, None] * vectors / np.sqrt(np.maximum(values, 1.0)))


def _draws(givens: list[Given], weights: Floats, rng: np.random.Generator) -> Floats:
    """Draws of the means (d, c t) from the mixture."""
    counts = rng.multinomial(DRAWS, weights)
    some = [
        one.mean + rng.standard_normal((count, len(one.mean))) @ one.root.T
        for count, one in zip(counts, givens, strict=True)
        if count
    ]
    return rng.permutation(np.concatenate(some))
