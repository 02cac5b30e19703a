"""The likelihood of the scales, and the means given the scales, in closed form.

Units of one block share a normal effect, so their covariance is D + b^2 11'. Its inverse is a rank-one change of D's
(Sherman & Morrison 1950), and what the data say of the means is a small matrix per category, however many blocks there
are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from ranking.stats.arrays import Floats, Ints
from ranking.stats.temperature.prior import Scales, covariance
from ranking.stats.temperature.rows import Units


@dataclass(frozen=True)
class Given:
    """The means (c t,) and their covariance (c t, c t) given the scales, and the scales' log likelihood."""

    mean: Floats
    root: Floats
    log_likelihood: float


@dataclass(frozen=True)
class Tally:
    """All that the likelihood needs of the units, by pattern: blocks of one category tried at the same temperatures.

    `there` (p, t) and `category` (p,) make the pattern, `count` (p,) are its blocks, `sums` (p, t) and `moments`
    (p, t, t) those of their values.
    """

    there: Floats
    category: Ints
    count: Floats
    sums: Floats
    moments: Floats


def tally_of(units: Units) -> Tally:
    """The units' sums by pattern, so that a likelihood takes no longer with many blocks."""
    told = np.column_stack([units.category, units.there])
    patterns, place = np.unique(told, axis=0, return_inverse=True)
    place = place.reshape(-1)
    size = units.there.shape[1]
    sums, moments = np.zeros((len(patterns), size)), np.zeros((len(patterns), size, size))
    np.add.at(sums, place, units.value)
    np.add.at(moments, place, units.value[:, :, None] * units.value[:, None, :])
    count = np.bincount(place, minlength=len(patterns)).astype(float)
    return Tally(patterns[:, 1:], patterns[:, 0].astype(np.int64), count, sums, moments)


@dataclass(frozen=True)
class _Told:
    """What units say of the means: precision (c, t, t), precision times mean (c, t), and constants."""

    precision: Floats
    pull: Floats
    squares: float
    log_determinant: float


def given_scales(tally: Tally, temperatures: Floats, categories: int, scales: Scales) -> Given:
    """The posterior of the means for these scales (Rasmussen & Williams 2006, section 2.2)."""
    told = _told(tally, temperatures, categories, scales)
    size = len(temperatures)
    root = np.linalg.cholesky(covariance(temperatures, categories, scales))
    blocks = root.reshape(categories, size, -1)
    # precision @ root, category by category: the precision has no entries between categories.
    weighed = np.einsum("cij,cjk->cik", told.precision, blocks).reshape(root.shape)
    inner = np.eye(len(root)) + root.T @ weighed
    factor = cho_factor(inner, lower=True)
    pulled = root.T @ told.pull.reshape(-1)
    solved = cho_solve(factor, pulled)
    log_inner = 2.0 * float(np.log(np.diag(factor[0])).sum())
    likelihood = -0.5 * (told.squares - float(pulled @ solved) + told.log_determinant + log_inner)
    # A square root of the covariance: root @ inner^-1 @ root' = (root L^-T)(root L^-T)'.
    lower = np.tril(factor[0])
    return Given(root @ solved, np.linalg.solve(lower, root.T).T, likelihood)


def _told(tally: Tally, temperatures: Floats, categories: int, scales: Scales) -> _Told:
    noise = 2.0 * (np.log(scales.noise) + scales.growth * (temperatures - temperatures.mean()))
    weights = tally.there * np.exp(-noise)
    strength = scales.block**2
    totals = weights.sum(axis=1)
    shrink = strength / (1.0 + strength * totals)
    weighed = weights * tally.sums
    own = weighed - (shrink * weighed.sum(axis=1))[:, None] * weights
    pull = np.zeros((categories, len(temperatures)))
    np.add.at(pull, tally.category, own)
    each = -(tally.count * shrink)[:, None, None] * weights[:, :, None] * weights[:, None, :]
    places = np.arange(len(temperatures))
    each[:, places, places] += tally.count[:, None] * weights
    precision = np.zeros((categories, len(temperatures), len(temperatures)))
    np.add.at(precision, tally.category, each)
    crossed = np.einsum("pi,pij,pj->p", weights, tally.moments, weights)
    squares = float((weights * tally.moments[:, places, places]).sum() - (shrink * crossed).sum())
    spread = tally.there @ noise + np.log1p(strength * totals)
    return _Told(precision, pull, squares, float((tally.count * spread).sum()))
