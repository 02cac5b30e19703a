"""Logistic regression on a few columns, with shares as targets and errors that know the clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConverged, require_finite

_LIMIT = 100
# A weak normal prior (standard deviation 5): separable data then has a finite answer.
_PRECISION = 0.04


@dataclass(frozen=True)
class Logistic:
    """Coefficients (d,) and the inverse of the curvature at them (d, d)."""

    coefficients: Floats
    inverse: Floats

    def chance(self, table: Floats) -> Floats:
        """The probability (n,) of each row of a table (n, d)."""
        return sigmoid(table @ self.coefficients)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(x / 2)))


def fit_logistic(table: Floats, target: Floats, weights: Floats) -> Logistic:
    """Coefficients without intercept of `table` (n, d) for targets in [0, 1] (n,), by Newton's method.

    Raises NotConverged, NotNumbers.
    """
    require_finite(table, target, weights)
    beta = np.zeros(table.shape[1])
    prior = _PRECISION * np.eye(len(beta))
    for _ in range(_LIMIT):
        chance = sigmoid(table @ beta)
        slope = table.T @ (weights * (target - chance)) - _PRECISION * beta
        inverse = np.asarray(np.linalg.inv((table * (weights * chance * (1 - chance))[:, None]).T @ table + prior))
        if np.abs(slope).max(initial=0.0) <= 1e-8 * max(1.0, float(weights.sum())):
            return Logistic(beta, inverse)
        step = inverse @ slope
        beta = beta + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
    raise NotConverged("Logistic regression", _LIMIT)


def clustered_errors(fit: Logistic, table: Floats, target: Floats, weights: Floats, clusters: Ints) -> Floats:
    """Standard errors (d,) by the cluster sandwich (Liang & Zeger 1986), clusters being codes 0..k-1."""
    return np.sqrt(np.diag(clustered_covariance(fit, table, target, weights, clusters)))


def clustered_covariance(fit: Logistic, table: Floats, target: Floats, weights: Floats, clusters: Ints) -> Floats:
    """The covariance (d, d) of the coefficients by the same sandwich."""
    pulls = table * (weights * (target - fit.chance(table)))[:, None]
    sums = np.stack([np.bincount(clusters, weights=column) for column in pulls.T], axis=1)
    count = len(sums)
    middle = sums.T @ sums * (count / max(1, count - 1))
    return np.asarray(fit.inverse @ middle @ fit.inverse)


def log_loss(target: Floats, chance: Floats, weights: Floats) -> float:
    """The mean negative log-likelihood of shares (n,) under probabilities (n,)."""
    inside = np.clip(chance, 1e-12, 1 - 1e-12)
    losses = -(target * np.log(inside) + (1 - target) * np.log(1 - inside))
    return float(np.average(losses, weights=weights))


def brier_score(target: Floats, chance: Floats, weights: Floats) -> float:
    """The mean squared distance (Brier 1950) of probabilities (n,) to the answers, 0 or 1, that shares (n,) are of.

    Not to the share: that people of one row part from one another is part of the score, as it is of the log loss.
    """
    squares = target * (1 - chance) ** 2 + (1 - target) * chance**2
    return float(np.average(squares, weights=weights))
