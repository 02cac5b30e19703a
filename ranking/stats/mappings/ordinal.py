"""Probabilities of every level of a Likert scale, out of the judge's own score (proportional odds)."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConverged
from ranking.stats.logistic import sigmoid
from ranking.stats.mappings.base import Features, Method, Params

MIN_ROWS = 100
MOST_LEVELS = 11
_LIMIT = 100
_TOLERANCE = 1e-8
_SHORTEST = 1e-6
# Of the slope in standard deviations of the judge: a normal prior with a standard deviation of 10.
_PRECISION = 0.01


def fit(features: Features, people: Floats) -> Params:
    """McCullagh (1980), section 2: logit P(people <= level k) = threshold k - slope x judge, by Newton's method.

    A weak prior on the slope keeps it finite where the judge parts the levels without a mistake. Raises NotConverged.
    """
    levels, codes = np.unique(people, return_inverse=True)
    judge = features.column()
    middle, spread = float(judge.mean()), float(judge.std()) or 1.0
    x, codes, weights = _counted((judge - middle) / spread, codes, len(levels))
    thresholds, slope = _newton(x, codes, weights, len(levels))
    return {
        "on": features.names[features.own],
        "levels": levels.tolist(),
        "thresholds": (thresholds + slope * middle / spread).tolist(),
        "slope": slope / spread,
    }


def probabilities(params: Params, features: Features) -> Floats:
    """The probability of every level (n, levels), rows summing to one."""
    judge = features.table[:, features.names.index(params["on"])]
    below = sigmoid(np.asarray(params["thresholds"])[None, :] - params["slope"] * judge[:, None])
    ends = np.concatenate([np.zeros((len(judge), 1)), below, np.ones((len(judge), 1))], axis=1)
    return np.diff(ends, axis=1)


def apply(params: Params, features: Features) -> Floats:
    """The expected score (n,)."""
    return probabilities(params, features) @ np.asarray(params["levels"])


def suits(features: Features, people: Floats) -> bool:
    """Whether people's scores are few distinct levels, and the judge's vary."""
    levels = len(np.unique(people))
    return len(people) >= MIN_ROWS and 2 < levels <= MOST_LEVELS and float(np.ptp(features.column())) > 0


def _counted(x: Floats, codes: Ints, levels: int) -> tuple[Floats, Ints, Floats]:
    """Each score and level that occurs, and how often: judges mostly give few distinct scores."""
    values, places = np.unique(x, return_inverse=True)
    cells, n = np.unique(places * levels + codes, return_counts=True)
    return values[cells // levels], cells % levels, n.astype(float)


def _newton(x: Floats, codes: Ints, weights: Floats, levels: int) -> tuple[Floats, float]:
    """Fisher scoring over the thresholds and the slope, steps shortened until the likelihood rises."""
    shares = np.cumsum(np.bincount(codes, weights=weights, minlength=levels))[:-1] / weights.sum()
    beta = np.append(np.log(shares / (1 - shares)), 0.0)
    best = _log_likelihood(beta, x, codes, weights)
    for _ in range(_LIMIT):
        chance, rises = _levels(beta, x)
        slope = weights @ (rises[np.arange(len(x)), codes] / chance[np.arange(len(x)), codes, None])
        slope[-1] -= _PRECISION * beta[-1]
        information = np.einsum("nki,nkj->ij", rises * (weights[:, None] / chance)[:, :, None], rises)
        information[-1, -1] += _PRECISION
        step = np.linalg.solve(information, slope)
        size = 1.0
        while (value := _log_likelihood(beta + size * step, x, codes, weights)) < best and size > _SHORTEST:
            size /= 2
        if size <= _SHORTEST or np.abs(step).max() <= _TOLERANCE:
            return beta[:-1], float(beta[-1])
        beta, best = beta + size * step, value
    raise NotConverged("Ordinal regression", _LIMIT)


def _levels(beta: Floats, x: Floats) -> tuple[Floats, Floats]:
    """The chance of every level (n, levels), and how it rises with each of the parameters (n, levels, parameters)."""
    below = sigmoid(beta[:-1] - beta[-1] * x[:, None])
    ends = np.concatenate([np.zeros((len(x), 1)), below, np.ones((len(x), 1))], axis=1)
    steep = ends * (1 - ends)
    levels, size = ends.shape[1] - 1, len(beta)
    rises = np.zeros((len(x), levels, size))
    for place in range(levels - 1):
        rises[:, place, place] = steep[:, place + 1]
        rises[:, place + 1, place] = -steep[:, place + 1]
    rises[:, :, -1] = -x[:, None] * np.diff(steep, axis=1)
    return np.maximum(np.diff(ends, axis=1), 1e-12), rises


def _log_likelihood(beta: Floats, x: Floats, codes: Ints, weights: Floats) -> float:
    if np.any(np.diff(beta[:-1]) <= 0):
        return -np.inf
    ends = np.concatenate([[-np.inf], beta[:-1], [np.inf]])
    chance = sigmoid(ends[codes + 1] - beta[-1] * x) - sigmoid(ends[codes] - beta[-1] * x)
    return float(weights @ np.log(np.maximum(chance, 1e-12))) - _PRECISION * float(beta[-1] ** 2) / 2


ORDINAL = Method("ordinal", fit, apply, suits, any_target=False)
