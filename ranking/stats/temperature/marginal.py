"""The likelihood of the scales, and the means given the scales, in closed form.

Units of one block share a normal effect, so their covariance is D + b^2 11'. Its inverse is a rank-one change of D's
(Sherman & Morrison 1950), and what the data say of the means is a small matrix per category, however many blocks there
are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from ranking.stats.arrays import Floats
from ranking.stats.temperature.prior import Scales, covariance
from ranking.stats.temperature.rows import Units


@dataclass(frozen=True)
class Given:
    """The means (c t,) and their covariance (c t, c t) given the scales, and the scales' log likelihood."""

    mean: Floats
    root: Floats
    log_likelihood: float


@dataclass(frozen=True)
class _Told:
    """What units say of the means: precision (c, t, t), precision times mean (c, t), and constants."""

    precision: Floats
    pull: Floats
    squares: float
    log_determinant: float


def given_scales(units: Units, temperatures: Floats, categories: int, scales: Scales) -> Given:
    """The posterior of the means for these scales (Rasmussen & Williams 2006, section 2.2)."""
    told = _told(units, temperatures, categories, scales)
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


def _told(units: Units, temperatures: Floats, categories: int, scales: Scales) -> _Told:
    noise = 2.0 * (np.log(scales.noise) + scales.growth * (temperatures - temperatures.mean()))
    weights = units.there * np.exp(-noise)
    strength = scales.block**2
    totals = weights.sum(axis=1)
    shrink = strength / (1.0 + strength * totals)
    pulls = (weights * units.value).sum(axis=1)
    own = weights * units.value - (shrink * pulls)[:, None] * weights
    pull = np.zeros((categories, len(temperatures)))
    np.add.at(pull, units.category, own)
    precision = np.zeros((categories, len(temperatures), len(temperatures)))
    for place in range(categories):
        mine = units.category == place
        some = weights[mine]
        precision[place] = np.diag(some.sum(axis=0)) - some.T @ (shrink[mine][:, None] * some)
    squares = float((weights * units.value**2).sum() - (shrink * pulls**2).sum())
    determinant = float((units.there * noise).sum() + np.log1p(strength * totals).sum())
    return _Told(precision, pull, squares, determinant)
