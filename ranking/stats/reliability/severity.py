"""How severe or lenient each rater is, how noisy, and scores adjusted for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConnected, NotEnoughData, require_numbers
from ranking.stats.student import t_reach

_CELLS_AT_ONCE = 4_000_000
# Noise below this share of the spread of scores is that of rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Severity:
    """The two-way fit, in points of the scale.

    Per cell (k,), a cell being what was scored: `adjusted`, the score that an average rater would give, and the
    95 % interval `low`, `high`. Per rater (r,): `leniency` (above zero gives more than others), its 95 % half width
    `reach`, `n`. `sigma` is the noise of all, `freedom` its degrees of freedom; each rater's own is in `noise`.
    """

    adjusted: Floats
    low: Floats
    high: Floats
    leniency: Floats
    reach: Floats
    n: Ints
    sigma: float
    freedom: int


@dataclass(frozen=True)
class TwoWay:
    """The point estimates of score = cell + rater: `adjusted` (k,), `leniency` (r,), and what their errors need.

    `counts` (k, r) is how often each rater scored each cell, `normal` (r, r) are the raters' normal equations.
    """

    adjusted: Floats
    leniency: Floats
    counts: sparse.csr_matrix
    normal: Floats


def two_way(cells: Ints, raters: Ints, values: Floats) -> TwoWay:
    """Least squares over scores (n,) given with codes of cell and rater; leniencies sum to zero over raters.

    The cells are eliminated (Searle 1987, chapter 5), so that the work grows with the scores and one system of the size
    of the raters is solved. Raises NotConnected where raters fall into parts that share no cell, NotEnoughData with
    fewer than two raters.
    """
    require_numbers(values)
    if raters.max() < 1:
        raise NotEnoughData(Said("Severity needs at least two raters."))
    shape = (int(cells.max()) + 1, int(raters.max()) + 1)
    counts = sparse.csr_matrix((np.ones(len(values)), (cells, raters)), shape=shape)
    per_cell, per_rater = np.bincount(cells).astype(float), np.bincount(raters).astype(float)
    cell_sums = np.bincount(cells, weights=values)
    even = sparse.csr_matrix(
        (counts.data / np.repeat(per_cell, np.diff(counts.indptr)), counts.indices, counts.indptr), shape=shape
    )
    shared = (counts.T @ even).toarray()
    _require_connected(shared)
    # Every row of the difference sums to zero; the constant pins the sum of the leniencies to zero.
    normal = np.diag(per_rater) - shared + per_rater.mean() / len(per_rater)
    leniency = np.linalg.solve(normal, np.bincount(raters, weights=values) - even.T @ cell_sums)
    leniency -= leniency.mean()
    return TwoWay((cell_sums - counts @ leniency) / per_cell, leniency, counts, normal)


def severity(cells: Ints, raters: Ints, values: Floats) -> Severity:
    """Least squares of score = cell + rater + noise over scores (n,) given with codes of cell and rater.

    The additive two-way layout (Searle 1987, chapter 5), the simplest many-facet model, with the intervals of normal
    noise: for these raters. Raises NotConnected where raters fall into parts that share no cell (their severities
    cannot be compared), NotEnoughData with fewer than two raters, no score beyond what the model spends, or no noise at
    all.
    """
    found = two_way(cells, raters, values)
    per_cell, per_rater = np.bincount(cells).astype(float), np.bincount(raters)
    left = values - found.adjusted[cells] - found.leniency[raters]
    freedom = len(values) - len(per_cell) - len(per_rater) + 1
    if freedom < 1:
        raise NotEnoughData(Said("There are no more scores than the model has unknowns, so noise cannot be told."))
    sigma = float(np.sqrt((left**2).sum() / freedom))
    _require_noise(sigma, float(np.ptp(values)))
    inverse = np.linalg.inv(found.normal) - 1 / (per_rater.mean() * len(per_rater))
    spread = np.sqrt(1 / per_cell + _from_leniency(found.counts, inverse, per_cell))
    reach = float(t_reach(freedom)) * sigma
    return Severity(
        adjusted=found.adjusted, low=found.adjusted - reach * spread, high=found.adjusted + reach * spread,
        leniency=found.leniency, reach=reach * np.sqrt(np.maximum(np.diag(inverse), 0)),
        n=per_rater.astype(np.int64), sigma=sigma, freedom=freedom,
    )  # fmt: skip


def _require_noise(sigma: float, width: float) -> None:
    """An interval rests on noise: without any, it would say that nothing could ever be otherwise."""
    if width == 0:
        raise NotEnoughData(Said("All scores are the same, so neither severity nor noise can be told."))
    if sigma <= _ROUNDING * width:
        raise NotEnoughData(
            Said("Raters differ by nothing, or by the same everywhere; without noise, how sure that is cannot be told.")
        )


def _from_leniency(counts: sparse.csr_matrix, inverse: Floats, per_cell: Floats) -> Floats:
    """The part of each cell's variance (k,) that comes of not knowing the leniencies, in units of the noise's."""
    spread = np.zeros(len(per_cell))
    at_once = max(1, _CELLS_AT_ONCE // len(inverse))
    for start in range(0, len(per_cell), at_once):
        part = counts[start : start + at_once]
        spread[start : start + at_once] = np.asarray(part.multiply(part @ inverse).sum(axis=1)).ravel()
    return spread / per_cell**2


def _require_connected(shared: Floats) -> None:
    """Raters are tied together by the cells that they share: `shared` (r, r) is above zero for two who share one."""
    parts, _ = csgraph.connected_components(sparse.csr_matrix(shared), directed=False)
    if parts > 1:
        raise NotConnected(int(parts))
