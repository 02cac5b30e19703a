"""A fitted model of strengths and how far it may be off, whatever the model is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ranking.stats.arrays import Floats, Ints

_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Fitted:
    """Log-strengths `theta` (k,) with mean 0; `ties` is a model's own parameter for ties, None where it has none.

    `information` (q, q) is the curvature at the maximum and `scores` (clusters, q) each cluster's pull there, over the
    log-strengths and, where q is k + 1, the logarithm of `ties`.
    """

    theta: Floats
    ties: float | None
    information: Floats
    scores: sparse.csr_matrix

    @property
    def clusters(self) -> int:
        """How many clusters pull."""
        return int(self.scores.shape[0])

    def covariance(self) -> Floats:
        """The covariance (k, k) of the log-strengths: the sandwich of Liang & Zeger (1986), times G / (G - 1)."""
        moved = self._moved()
        few = self.clusters / max(1, self.clusters - 1)
        return np.asarray(moved.T @ (self.scores.T @ self.scores).toarray() @ moved * few)

    def draws(self, *, seed: int, draws: int) -> Floats:
        """Log-strengths (draws, k) as clusters drawn anew would give them, to first order.

        The Bayesian bootstrap (Rubin 1981) of the linear part: clusters weighted by exponential numbers, the model not
        fitted again.
        """
        rng = np.random.default_rng(seed)
        moved = self._moved() * np.sqrt(self.clusters / max(1, self.clusters - 1))
        at_once = max(1, _CELLS_AT_ONCE // max(1, self.clusters))
        found = []
        for start in range(0, draws, at_once):
            weights = rng.standard_exponential((min(at_once, draws - start), self.clusters))
            weights /= weights.mean(axis=1, keepdims=True)
            found.append(self.theta + np.asarray(self.scores.T.dot(weights.T - 1)).T @ moved)
        return np.concatenate(found)

    def _moved(self) -> Floats:
        """How far a pull of one moves each log-strength (q, k)."""
        size = len(self.theta)
        pinned = self.information.copy()
        # The likelihood does not know where zero is; no pull reaches that direction.
        pinned[:size, :size] += max(1.0, float(np.trace(self.information))) / size**2
        return np.asarray(np.linalg.inv(pinned)[:, :size])


def by_cluster(rows: sparse.csr_matrix, clusters: Ints) -> sparse.csr_matrix:
    """Rows (n, q) added up by cluster codes (n,): (clusters, q)."""
    n = len(clusters)
    shape = (int(clusters.max()) + 1 if n else 0, n)
    return sparse.csr_matrix(sparse.csr_matrix((np.ones(n), (clusters, np.arange(n))), shape=shape) @ rows)
