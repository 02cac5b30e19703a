"""What a comparison would teach of the strengths, and which to ask for next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csgraph, csr_matrix

from ranking.stats.aggregate.bradley_terry_prior import PRIOR_SD
from ranking.stats.aggregate.solver import log_strengths
from ranking.stats.arrays import Floats, Ints
from ranking.stats.logistic import sigmoid

# Nodes of the Gauss-Hermite rule: the entropies under the integral are smooth.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)


@dataclass(frozen=True)
class Posterior:
    """Log-strengths as a Gaussian: `mean` (k,) and `covariance` (k, k)."""

    mean: Floats
    covariance: Floats


def posterior(wins: Floats) -> Posterior:
    """Laplace's approximation around the most probable Bradley-Terry strengths of a win matrix (k, k).

    The prior is that of `bradley_terry_prior`, so that contestants without a comparison have an answer too.
    """
    theta = log_strengths(wins[None], precision=1 / PRIOR_SD**2)[0]
    played = wins + wins.T
    chance = sigmoid(theta[:, None] - theta[None, :])
    curve = played * chance * (1 - chance)
    precision = np.diag(curve.sum(axis=1)) - curve + np.eye(len(theta)) / PRIOR_SD**2
    return Posterior(theta, np.asarray(np.linalg.inv(precision)))


def information_gain(found: Posterior) -> Floats:
    """Expected gain (k, k) in nats of comparing each two once; symmetric, zero on the diagonal.

    The mutual information of the outcome and the strengths (Lindley 1956; Mikhailiuk et al. 2020, section 3.2): the
    entropy of the expected outcome less the expected entropy.
    """
    gap = found.mean[:, None] - found.mean[None, :]
    own = np.diag(found.covariance)
    spread = np.sqrt(np.maximum(own[:, None] + own[None, :] - 2 * found.covariance, 0.0))
    weights = _WEIGHTS / _WEIGHTS.sum()
    expected, entropy = np.zeros_like(gap), np.zeros_like(gap)
    for node, weight in zip(_NODES, weights, strict=True):
        chance = sigmoid(gap + node * spread)
        expected += weight * chance
        entropy += weight * _entropy(chance)
    gain = np.maximum(_entropy(expected) - entropy, 0.0)
    np.fill_diagonal(gain, 0.0)
    return np.asarray((gain + gain.T) / 2)


def best_batch(gain: Floats) -> Ints:
    """The pairs (k - 1, 2) of the spanning tree of greatest gain: a batch that repeats nobody and connects all.

    As in ASAP (Mikhailiuk et al. 2020, section 3.4), where pairs of the greatest gain alone would pile up on a few.
    """
    size = len(gain)
    # The smallest tree of the negated gains; shifted, because zero means no edge.
    costs = np.triu(gain.max() - gain + 1.0, k=1)
    tree = csgraph.minimum_spanning_tree(csr_matrix(costs)).tocoo()
    pairs = np.stack([tree.row, tree.col], axis=1).astype(np.int64)
    return pairs[np.argsort(-gain[pairs[:, 0], pairs[:, 1]], kind="stable")].reshape(size - 1, 2)


def _entropy(chance: Floats) -> Floats:
    inside = np.clip(chance, 1e-12, 1 - 1e-12)
    return np.asarray(-inside * np.log(inside) - (1 - inside) * np.log(1 - inside))
