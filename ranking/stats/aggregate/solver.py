"""Newton's method for the Bradley-Terry likelihood, for many win matrices at once."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.errors import NotConverged

_LIMIT = 200
_TOLERANCE = 1e-9
_LONGEST_STEP = 1.0


def log_strengths(wins: Floats, *, precision: float = 0.0) -> Floats:
    """Maximum-likelihood log-strengths of each win matrix (draws, k, k) -> (draws, k), each row with mean 0.

    Bradley & Terry (1952): the log-likelihood is the sum of w_ij log s(theta_i - theta_j), s the logistic
    function. It is concave, so Newton steps (shortened where long) find the one maximum. `precision` is that of
    a normal prior around 0, which keeps the maximum finite where somebody won or lost everything.
    Raises NotConverged; without a prior the caller must know that the graph is strongly connected.
    """
    draws, k, _ = wins.shape
    played = wins + wins.transpose(0, 2, 1)
    scale = played.sum(axis=(1, 2)) / k
    theta = np.zeros((draws, k))
    # The likelihood does not know where zero is; this term pins the mean without moving the differences.
    pin = np.ones((k, k))[None] * (scale / k)[:, None, None] + precision * np.eye(k)[None]
    for _ in range(_LIMIT):
        chance = 1.0 / (1.0 + np.exp(theta[:, None, :] - theta[:, :, None]))
        slope = (wins - played * chance).sum(axis=2) - precision * theta
        if np.all(np.abs(slope).max(axis=1) <= _TOLERANCE * scale):
            return theta - theta.mean(axis=1, keepdims=True)
        curve = played * chance * (1 - chance)
        laplacian = -curve
        laplacian[:, range(k), range(k)] += curve.sum(axis=2)
        step = np.linalg.solve(laplacian + pin, slope[:, :, None])[:, :, 0]
        longest = np.abs(step).max(axis=1, keepdims=True)
        theta = theta + step * np.minimum(1.0, _LONGEST_STEP / np.maximum(longest, 1e-300))
    raise NotConverged("Bradley-Terry", _LIMIT)
