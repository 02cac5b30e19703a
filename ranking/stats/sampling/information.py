"""What is known of the strengths, and what a comparison would add."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ranking.stats.aggregate.bradley_terry_prior import PRIOR_SD
from ranking.stats.arrays import Floats
from ranking.stats.errors import NotConverged, require_finite
from ranking.stats.logistic import sigmoid

# Nodes of the Gauss-Hermite rule: the entropies under the integral are smooth.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_LIMIT = 200
_TOLERANCE = 1e-8


@dataclass(frozen=True)
class Posterior:
    """Log-strengths as a Gaussian: `mean` (k,) and `covariance` (k, k)."""

    mean: Floats
    covariance: Floats


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


def information_gain(found: Posterior) -> Floats:
    """Expected gain (k, k) in nats of comparing each two once; symmetric, zero on the diagonal.

    The mutual information of the outcome and the strengths (Lindley 1956; Mikhailiuk et al. 2020, section 3.2): the
    entropy of the expected outcome less the expected entropy.
    """
    gain = np.maximum(_entropy(_expected(found, lambda chance: chance)) - _expected(found, _entropy), 0.0)
    np.fill_diagonal(gain, 0.0)
    return np.asarray((gain + gain.T) / 2)


def expected_curve(found: Posterior) -> Floats:
    """How much precision (k, k) one comparison of each two is expected to add to what is known of their difference."""
    curve = _expected(found, lambda chance: chance * (1 - chance))
    np.fill_diagonal(curve, 0.0)
    return np.asarray((curve + curve.T) / 2)


def _expected(found: Posterior, of: Callable[[Floats], Floats]) -> Floats:
    """The mean of a function of the chance that one beats the other, over what is known of the two: (k, k)."""
    gap = found.mean[:, None] - found.mean[None, :]
    own = np.diag(found.covariance)
    spread = np.sqrt(np.maximum(own[:, None] + own[None, :] - 2 * found.covariance, 0.0))
    weights = _WEIGHTS / _WEIGHTS.sum()
    terms = (weight * of(sigmoid(gap + node * spread)) for node, weight in zip(_NODES, weights, strict=True))
    return np.asarray(sum(terms))


def _entropy(chance: Floats) -> Floats:
    inside = np.clip(chance, 1e-12, 1 - 1e-12)
    return np.asarray(-inside * np.log(inside) - (1 - inside) * np.log(1 - inside))
