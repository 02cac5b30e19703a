"""Newton's method for the Bradley-Terry likelihood, for many win matrices."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ranking.stats.arrays import Floats
from ranking.stats.errors import NotConverged

_LIMIT = 200
_TOLERANCE = 1e-9
_LONGEST_STEP = 1.0
# From this many contestants on, a step is found by conjugate gradients over those who met: solving a system of a
# thousand would take several times as long as the whole fit.
_MANY = 100
_GRADIENTS = 200
_NEAR = 1e-3


def log_strengths(wins: Floats, *, precision: float = 0.0) -> Floats:
    """Maximum-likelihood log-strengths of each win matrix (draws, k, k) -> (draws, k), each row with mean 0.

    Bradley & Terry (1952): the log-likelihood is the sum of w_ij log s(theta_i - theta_j), s the logistic
    function. It is concave, so Newton steps (shortened where long) find the one maximum. `precision` is that of
    a normal prior around 0, which keeps the maximum finite where somebody won or lost everything.
    Raises NotConverged; without a prior the caller must know that the graph is strongly connected.
    """
    found = np.zeros(wins.shape[:2])
    for place, each in enumerate(wins):
        found[place] = _maximum(each, precision)
    return found


def _maximum(wins: Floats, precision: float) -> Floats:
    """The log-strengths (k,) of one win matrix (k, k)."""
    k, own = len(wins), np.diag(wins)
    won = wins.sum(axis=1) - own
    met = sparse.csr_matrix(wins + wins.T - np.diag(2 * own))
    one, two, times = np.repeat(np.arange(k), np.diff(met.indptr)), met.indices, met.data
    scale = float(times.sum()) / max(1, k)
    theta = _start(won, np.asarray(met.sum(axis=1)).ravel())
    for _ in range(_LIMIT):
        worth = np.exp(theta)
        # s_i / (s_i + s_j): one exponential for each contestant instead of one for each two.
        chance = worth[one] / (worth[one] + worth[two])
        expected = times * chance
        slope = won - np.bincount(one, weights=expected, minlength=k) - precision * theta
        if np.abs(slope).max(initial=0.0) <= _TOLERANCE * scale:
            return np.asarray(theta - theta.mean())
        curve = sparse.csr_matrix((expected * (1 - chance), two, met.indptr), shape=(k, k))
        step = _step(curve, slope, precision, scale)
        theta = theta + step * min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
    raise NotConverged("Bradley-Terry", _LIMIT)


def _start(won: Floats, met: Floats) -> Floats:
    """Log-odds of winning against anybody: right where all are alike."""
    theta = np.log((won + 0.5) / (met - won + 0.5))
    return np.asarray(theta - theta.mean())


def _step(curve: sparse.csr_matrix, slope: Floats, precision: float, scale: float) -> Floats:
    """Newton's step: the Laplacian of `curve` (k, k) and the prior's precision, into `slope` (k,)."""
    diagonal: Floats = np.asarray(curve.sum(axis=1), dtype=float).ravel() + precision
    if len(slope) >= _MANY and (found := _gradients(curve, diagonal, slope)) is not None:
        return found
    # The likelihood does not know where zero is; this term pins the mean without moving the differences.
    laplacian = scale / len(slope) - curve.toarray()
    laplacian[range(len(slope)), range(len(slope))] += diagonal
    return np.asarray(np.linalg.solve(laplacian, slope))


def _gradients(curve: sparse.csr_matrix, diagonal: Floats, slope: Floats) -> Floats | None:
    """The same by conjugate gradients with the diagonal as preconditioner (Nocedal & Wright 2006, section 7.1).

    A step needs to be no nearer than Newton's method is by then; None where that takes too many rounds.
    """
    if float(diagonal.min()) <= 0:
        return None
    step, left = np.zeros_like(slope), slope.copy()
    ready = left / diagonal
    along, size = ready.copy(), float(left @ ready)
    aim = min(_NEAR, float(np.sqrt(np.abs(slope).max() / diagonal.max()))) * float(np.linalg.norm(slope))
    for _ in range(_GRADIENTS):
        turned = diagonal * along - curve @ along
        reach = size / float(along @ turned)
        step += reach * along
        left -= reach * turned
        if float(np.linalg.norm(left)) <= aim:
            return step
        ready = left / diagonal
        renewed = float(left @ ready)
        along, size = ready + renewed / size * along, renewed
    return None
