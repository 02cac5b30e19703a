"""How severe or lenient each rater is, how noisy, and scores adjusted for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConnected, NotEnoughData
from ranking.stats.student import t_reach

_CELLS_AT_ONCE = 4_000_000


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


def severity(cells: Ints, raters: Ints, values: Floats) -> Severity:
    """Least squares of score = cell + rater + noise over scores (n,) given with codes of cell and rater.

    The additive two-way layout (Searle 1987, chapter 5), the simplest many-facet model; leniencies sum to zero over
    raters. The cells are eliminated, so that the work grows with the scores and one system of the size of the
    raters is solved. Raises NotConnected where raters fall into parts that share no cell (their severities cannot
    be compared), NotEnoughData with fewer than two raters or no score beyond what the model spends.
    """
    if not len(values) or raters.max() < 1:
        raise NotEnoughData(Said("Severity needs at least two raters."))
    _require_connected(cells, raters)
    counts = sparse.csr_matrix((np.ones(len(values)), (cells, raters)))
    per_cell = np.asarray(counts.sum(axis=1)).ravel()
    per_rater = np.asarray(counts.sum(axis=0)).ravel()
    cell_sums = np.bincount(cells, weights=values, minlength=len(per_cell))
    shared = counts.T @ sparse.diags_array(1 / per_cell)
    laplacian = np.diag(per_rater) - (shared @ counts).toarray()
    # Every row sums to zero; the constant pins the sum of the leniencies to zero.
    inverse = np.linalg.inv(laplacian + per_rater.mean() / len(per_rater)) - 1 / (per_rater.mean() * len(per_rater))
    leniency = inverse @ (np.bincount(raters, weights=values) - shared @ cell_sums)
    adjusted = (cell_sums - counts @ leniency) / per_cell
    left = values - adjusted[cells] - leniency[raters]
    freedom = len(values) - len(per_cell) - len(per_rater) + 1
    if freedom < 1:
        raise NotEnoughData(Said("There are no more scores than the model has unknowns, so noise cannot be told."))
    sigma = float(np.sqrt((left**2).sum() / freedom))
    mixed = sparse.csr_matrix(sparse.diags_array(1 / per_cell) @ counts)
    spread = np.sqrt(1 / per_cell + _quadratic(mixed, inverse))
    reach = float(t_reach(freedom)) * sigma
    return Severity(
        adjusted=adjusted, low=adjusted - reach * spread, high=adjusted + reach * spread,
        leniency=leniency, reach=reach * np.sqrt(np.maximum(np.diag(inverse), 0)),
        n=per_rater.astype(np.int64), sigma=sigma, freedom=freedom,
    )  # fmt: skip


def _quadratic(rows: sparse.csr_matrix, matrix: Floats) -> Floats:
    """x' M x of every row x (n, r), a few at a time: all at once would be a full table of cells and raters."""
    at_once = max(1, _CELLS_AT_ONCE // len(matrix))
    parts = [rows[start : start + at_once] for start in range(0, rows.shape[0], at_once)]
    return np.concatenate([np.asarray(part.multiply(part @ matrix).sum(axis=1)).ravel() for part in parts])


def _require_connected(cells: Ints, raters: Ints) -> None:
    """Raters are tied together by the cells that they share (a graph of cells and raters)."""
    first = int(cells.max()) + 1
    size = first + int(raters.max()) + 1
    graph = sparse.csr_matrix((np.ones(len(cells)), (cells, first + raters)), shape=(size, size))
    _, labels = csgraph.connected_components(graph, directed=False)
    parts = len(np.unique(labels[first:]))
    if parts > 1:
        raise NotConnected(parts)
