"""How far fitted strengths may be off: the sandwich of Liang & Zeger (1986) over prompts and over raters."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.arrays import Floats, Ints
from ranking.stats.spread import Clusters, Spread, cells_of, clusters_of, moment_freedom, reach_of_both

_CELLS_AT_ONCE = 4_000_000


def reach_of_strengths(pairs: Pairs, wins: Floats, theta: Floats, *, raters: Ints | None, items: Ints) -> Floats:
    """Half of the 95 % interval of each maximum-likelihood log-strength (k,), prompts being drawn anew.

    `items` (n,) are labels of the prompts of `pairs`, `wins` (k, k) their win matrix; `raters` (n,) are labels of who
    chose, where they too are drawn anew, else None.
    """
    moved, rows, prompts = moved_by(wins, theta), pulls(pairs, theta), clusters_of(items)
    over_prompts = spread_over(rows, moved, prompts)
    if raters is None:
        return over_prompts.reach
    people = clusters_of(raters)
    cells = cells_of(prompts.codes, people.codes)
    both, _ = moments(summed(rows, cells, int(cells.max()) + 1), moved)
    return reach_of_both(over_prompts, spread_over(rows, moved, people), both)


def pulls(pairs: Pairs, theta: Floats) -> sparse.csr_matrix:
    """How much each comparison pulls each log-strength at the estimate: (n, k), two entries a row."""
    surprise = pairs.outcome - 1 / (1 + np.exp(theta[pairs.two] - theta[pairs.one]))
    n = len(surprise)
    # Row by row, the entries of one beside the other: compressed rows without sorting.
    data = np.stack([surprise, -surprise], axis=1).ravel()
    columns = np.stack([pairs.one, pairs.two], axis=1).ravel()
    return sparse.csr_matrix((data, columns, np.arange(0, 2 * n + 1, 2)), shape=(n, len(theta)))


def moved_by(wins: Floats, theta: Floats) -> Floats:
    """How far a pull of one moves each log-strength (k, k): the inverse of the curvature at the maximum.

    The likelihood of the win matrix `wins` (k, k) does not know where zero is; that direction is left out.
    """
    k = len(theta)
    curve = np.exp(theta[None, :] - theta[:, None])
    curve = (wins + wins.T) * curve / (1 + curve) ** 2
    information = np.diag(curve.sum(axis=1)) - curve
    pin = float(np.trace(information)) / k**2
    inverse = np.linalg.inv(information + pin)
    return np.asarray(inverse - inverse.mean(axis=0) - inverse.mean(axis=1, keepdims=True) + inverse.mean())


def summed(rows: sparse.csr_matrix, codes: Ints, count: int) -> sparse.csr_matrix:
    """Rows (n, k) added up by codes (n,): (count, k)."""
    by_code = sparse.csr_matrix((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(count, len(codes)))
    return sparse.csr_matrix(by_code @ rows)


def spread_over(rows: sparse.csr_matrix, moved: Floats, clusters: Clusters) -> Spread:
    """The spread (k,) of log-strengths over clusters of rows; a contestant whom few clusters move has few degrees of
    freedom."""
    sums = summed(rows, clusters.codes, len(clusters.loads))
    squares, fourth = moments(sums, moved)
    freedom = moment_freedom(squares, fourth, len(clusters.loads))
    return Spread(clusters.correction * squares, np.minimum(clusters.freedom, freedom))


def moments(sums: sparse.csr_matrix, moved: Floats) -> tuple[Floats, Floats]:
    """The sums of squares and of fourth powers (k,) of what each row of `sums` (c, k) moves."""
    squares, fourth = np.zeros(len(moved)), np.zeros(len(moved))
    at_once = max(1, _CELLS_AT_ONCE // len(moved))
    for start in range(0, sums.shape[0], at_once):
        influence = (sums[start : start + at_once] @ moved) ** 2
        squares += influence.sum(axis=0)
        fourth += (influence**2).sum(axis=0)
    return squares, fourth
