"""What is known of the strengths, and what a comparison would add."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from ranking.stats.aggregate.bradley_terry_prior import PRIOR_SD
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConverged, require_finite
from ranking.stats.logistic import sigmoid

# Nodes of the Gauss-Hermite rule, and quantiles of each side of zero: what is under the integrals is smooth.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_QUANTILES = (np.arange(16) + 0.5) / 16
_EDGE = 1e-12
_LIMIT = 200
_TOLERANCE = 1e-8


@dataclass(frozen=True)
class Posterior:
    """Log-strengths as a Gaussian: `mean` (k,) and `covariance` (k, k)."""

    mean: Floats
    covariance: Floats

    def differences(self, one: Ints, two: Ints) -> tuple[Floats, Floats]:
        """Mean and standard deviation of how much stronger each of `one` is than each of `two`, of any shape."""
        own = np.diag(self.covariance)
        variance = own[one] + own[two] - 2 * self.covariance[one, two]
        return np.asarray(self.mean[one] - self.mean[two]), np.sqrt(np.maximum(variance, _EDGE))


def posterior(wins: Floats) -> Posterior:
    """Laplace's approximation around the most probable Bradley-Terry strengths of a win matrix (k, k).

    Entry (i, j) counts wins of i over j; it need not be whole. The prior is that of `bradley_terry_prior`, so that
    contestants without a comparison have an answer too. Raises NotConverged, NotNumbers.
    """
    require_finite(wins)
    played = wins + wins.T
    theta, curb = np.zeros(len(wins)), 1 / PRIOR_SD**2
    for _ in range(_LIMIT):
        chance = sigmoid(theta[:, None] - theta[None, :])
        slope = (wins - played * chance).sum(axis=1) - curb * theta
        precision = laplacian(played * chance * (1 - chance)) + curb * np.eye(len(theta))
        if np.abs(slope).max(initial=0.0) <= _TOLERANCE * max(1.0, float(played.sum())):
            return Posterior(theta, np.asarray(np.linalg.inv(precision)))
        step = np.linalg.solve(precision, slope)
        theta = theta + step * min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-300))
    raise NotConverged("Bradley-Terry", _LIMIT)


def laplacian(weights: Floats) -> Floats:
    """The precision (k, k) that symmetric `weights` (k, k), what is known of each difference, add up to."""
    return np.asarray(np.diag(weights.sum(axis=1)) - weights)


def order_gain(gap: Floats, spread: Floats) -> Floats:
    """Expected gain in nats, of any shape, of comparing two whose difference is normal with this mean and deviation.

    The mutual information of the outcome and of which of the two is stronger (Lindley 1956): the entropy of the
    expected outcome less the expected entropy once the order is known. Not that of the outcome and the strengths
    themselves, as in ASAP (Mikhailiuk et al. 2020, section 3.2): that goes on measuring by how much one is ahead,
    where its order was settled long ago.
    """
    below = np.clip(ndtr(-gap / spread), _EDGE, 1 - _EDGE)
    above = 1 - below
    if_above, if_below = np.zeros_like(gap), np.zeros_like(gap)
    for quantile in _QUANTILES:
        if_above += sigmoid(gap + spread * ndtri(np.minimum(below + above * quantile, 1 - _EDGE)))
        if_below += sigmoid(gap + spread * ndtri(np.maximum(below * quantile, _EDGE)))
    if_above, if_below = if_above / len(_QUANTILES), if_below / len(_QUANTILES)
    expected = above * if_above + below * if_below
    return np.asarray(np.maximum(_entropy(expected) - above * _entropy(if_above) - below * _entropy(if_below), 0.0))


def expected_curve(gap: Floats, spread: Floats) -> Floats:
    """How much precision one comparison is expected to add to what is known of such a difference."""
    total = np.zeros_like(gap)
    for node, weight in zip(_NODES, _WEIGHTS / _WEIGHTS.sum(), strict=True):
        chance = sigmoid(gap + node * spread)
        total += weight * chance * (1 - chance)
    return total


def _entropy(chance: Floats) -> Floats:
    inside = np.clip(chance, _EDGE, 1 - _EDGE)
    return np.asarray(-inside * np.log(inside) - (1 - inside) * np.log(1 - inside))
