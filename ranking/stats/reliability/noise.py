"""How noisy each rater is, told apart from the noise of those who scored the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData, require_finite
from ranking.stats.student import t_reach

# An error below this share of the variance is told on the logarithmic scale, a larger one on the variance's own: there
# the logarithm is skewed the other way.
_STEADY = 0.5
# Below this the equations that part the raters' noises are too near to having no answer.
_SINGULAR = 1e-6
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Noise:
    """Per rater (r,), in points of the scale: the standard deviation of what severity does not explain, with its 95 %
    interval, and the shared scores `n` that it rests on (nan where there are fewer than three).

    `log_sd` and `log_error` are the logarithm of `sd` and its standard error, which is what raters are compared by.
    """

    sd: Floats
    low: Floats
    high: Floats
    n: Ints
    log_sd: Floats
    log_error: Floats


def rater_noise(cells: Ints, raters: Ints, values: Floats) -> Noise:
    """The noise of every rater 0..r-1 from scores (n,) already freed of severity, one a rater in each cell.

    A residual in a cell of m scores mixes the noises of all m: its expected square is (1 - 1/m)^2 of the own variance
    and 1/m^2 of each other's. Solving these equations for the variances is Grubbs' estimator (1948, for instruments
    that measure the same things), MINQUE(0) of Rao (1971) for any pattern of overlap. Errors are those of normal noise.
    Raises NotEnoughData where the overlap cannot tell raters' noises apart, as with two raters only, or where nobody
    ever differs; NotNumbers.
    """
    require_finite(values)
    sizes = np.bincount(cells)
    kept = sizes[cells] > 1
    cells, raters, values = np.unique(cells[kept], return_inverse=True)[1], raters[kept], values[kept]
    n = np.bincount(raters, minlength=int(raters.max()) + 1 if len(raters) else 0)
    seen = np.flatnonzero(n)
    if len(seen) < 3:
        raise NotEnoughData(Said("Noise can be told apart from three raters on who scored the same."))
    if _alike(cells, values):
        raise NotEnoughData(Said("Nobody ever differs from the others, so nothing tells how far they could."))
    lines = np.searchsorted(seen, raters)
    variance, error = _variances(cells, lines, values, len(seen))
    return _noise(n, seen, variance, error)


def _alike(cells: Ints, values: Floats) -> bool:
    """Whether within every cell all scores are the same but for rounding."""
    apart = values - (np.bincount(cells, weights=values) / np.bincount(cells))[cells]
    return float(np.abs(apart).max()) <= _ROUNDING * float(np.abs(values).max())


def _variances(cells: Ints, raters: Ints, values: Floats, size: int) -> tuple[Floats, Floats]:
    """Each rater's variance and its standard error."""
    m = np.bincount(cells).astype(float)
    squares = (values - (np.bincount(cells, weights=values) / m)[cells]) ** 2
    of_row = m[cells]
    share = sparse.csr_matrix((1 / of_row, (cells, raters)), shape=(len(m), size))
    table = np.diag(np.bincount(raters, weights=1 - 2 / of_row, minlength=size)) + (share.T @ share).toarray()
    scale = np.sqrt(np.diag(table))
    if np.linalg.eigvalsh(table / np.outer(scale, scale))[0] < _SINGULAR:
        raise NotEnoughData(Said("The overlap does not tell the raters' noises apart: they scored in fixed pairs."))
    # The severities were fitted to the same scores, and took their share of the spread.
    spent = (len(values) - len(m)) / max(1.0, len(values) - len(m) - size + 1)
    variance = np.linalg.solve(table, np.bincount(raters, weights=squares, minlength=size))
    inverse = np.linalg.inv(table)
    spread = inverse @ _covariance(cells, raters, m, np.maximum(variance, 0), size) @ inverse
    return np.asarray(variance * spent), np.asarray(spent * np.sqrt(np.maximum(np.diag(spread), 0)))


def _covariance(cells: Ints, raters: Ints, m: Floats, variance: Floats, size: int) -> Floats:
    """The covariance (r, r) of the raters' sums of squared residuals, were the noise normal.

    Of two squared residuals it is twice the squared covariance of the residuals, which within a cell is
    S / m^2 - (v_r + v_s) / m, and v_r more for a residual with itself; S is the sum of the cell's variances.
    """
    present = sparse.csr_matrix((np.ones(len(cells)), (cells, raters)), shape=(len(m), size))
    total = np.asarray(present @ variance)
    both = variance[:, None] + variance[None, :]
    found = (
        _products(present, total**2 / m**4) - 2 * both * _products(present, total / m**3)
        + both**2 * _products(present, 1 / m**2)
    )  # fmt: skip
    own = (variance[raters] * (1 - 2 / m[cells]) + (total / m**2)[cells]) ** 2
    np.fill_diagonal(found, np.bincount(raters, weights=own, minlength=size))
    return 2 * found


def _products(present: sparse.csr_matrix, weights: Floats) -> Floats:
    return np.asarray((present.T @ sparse.diags_array(weights) @ present).toarray())


def _noise(n: Ints, seen: Ints, variance: Floats, error: Floats) -> Noise:
    sd, low, high, log_sd, log_error = (np.full(len(n), np.nan) for _ in range(5))
    enough = n[seen] > 2
    some = enough & (error < _STEADY * variance)
    reach = t_reach(np.maximum(n[seen] - 2, 1).astype(float))
    part = np.divide(error, 2 * variance, out=np.full(len(seen), np.nan), where=some)
    sd[seen[enough]] = np.sqrt(np.maximum(variance, 0))[enough]
    low[seen[enough]] = np.sqrt(np.maximum(variance - reach * error, 0))[enough]
    high[seen[enough]] = np.sqrt(np.maximum(variance, 0) + reach * error)[enough]
    told = seen[some]
    log_sd[told], log_error[told] = np.log(sd[told]), part[some]
    low[told] = sd[told] * np.exp(-reach[some] * part[some])
    high[told] = sd[told] * np.exp(reach[some] * part[some])
    return Noise(sd, low, high, n.astype(np.int64), log_sd, log_error)
