"""How far fitted strengths may be off: the sandwich of Liang & Zeger (1986) over prompts and over raters."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.arrays import Floats, Ints
from ranking.stats.spread import Clusters, Spread, cells_of, clusters_of, moment_freedom, reach_of_both

# More clusters than this are taken together, by chance as they come, where their fourth moments are asked for.
_MOST_MOMENTS = 1000


def reach_of_strengths(pairs: Pairs, wins: Floats, theta: Floats, *, raters: Ints | None, items: Ints) -> Floats:
    """Half of the 95 % interval of each maximum-likelihood log-strength (k,), prompts being drawn anew.

    `items` (n,) are labels of the prompts of `pairs`, `wins` (k, k) their win matrix; `raters` (n,) are labels of who
    chose, where they too are drawn anew, else None.
    """
    moved, pull, prompts = moved_by(wins, theta), surprises(pairs, theta), clusters_of(items)
    over_prompts = spread_over(pairs, pull, moved, prompts)
    if raters is None:
        return over_prompts.reach
    people = clusters_of(raters)
    cells = cells_of(prompts.codes, people.codes)
    both = squares(summed(pairs, pull, cells, len(theta)), moved)
    return reach_of_both(over_prompts, spread_over(pairs, pull, moved, people), both)


def surprises(pairs: Pairs, theta: Floats) -> Floats:
    """How much each comparison (n,) pulls its first contestant up and its second down at the estimate."""
    return np.asarray(pairs.outcome - 1 / (1 + np.exp(theta[pairs.two] - theta[pairs.one])))


def moved_by(wins: Floats, theta: Floats) -> Floats:
    """How far a pull of one moves each log-strength (k, k): the inverse of the curvature at the maximum.

    The likelihood of the win matrix `wins` (k, k) does not know where zero is; that direction is left out.
    """
    k, worth = len(theta), np.exp(theta)
    chance = worth[:, None] / (worth[:, None] + worth[None, :])
    curve = (wins + wins.T) * chance * (1 - chance)
    np.fill_diagonal(curve, 0.0)
    information = np.diag(curve.sum(axis=1)) - curve
    pin = float(np.trace(information)) / k**2
    inverse = np.linalg.inv(information + pin)
    return np.asarray(inverse - inverse.mean(axis=0) - inverse.mean(axis=1, keepdims=True) + inverse.mean())


def summed(pairs: Pairs, pull: Floats, codes: Ints, size: int) -> sparse.csr_matrix:
    """What the comparisons of each code (n,) pull in sum: (codes, k), one entry for each contestant met."""
    rows = np.concatenate([codes, codes])
    columns, data = np.concatenate([pairs.one, pairs.two]), np.concatenate([pull, -pull])
    return sparse.csr_matrix((data, (rows, columns)), shape=(int(codes.max()) + 1, size))


def squares(sums: sparse.csr_matrix, moved: Floats) -> Floats:
    """The sum of squares (k,) of what each row of `sums` (c, k) moves."""
    if sums.shape[0] <= 4 * len(moved):
        return np.asarray(((sums.toarray() @ moved) ** 2).sum(axis=0))
    return np.asarray(((sums.T @ sums).toarray() @ moved * moved).sum(axis=0))


def spread_over(pairs: Pairs, pull: Floats, moved: Floats, clusters: Clusters) -> Spread:
    """The spread (k,) of log-strengths over clusters of comparisons; a contestant whom few clusters move has few
    degrees of freedom."""
    size, count = len(moved), len(clusters.loads)
    together = min(count, _MOST_MOMENTS)
    influence = summed(pairs, pull, clusters.codes % together, size).toarray() @ moved
    second, fourth = (influence**2).sum(axis=0), (influence**4).sum(axis=0)
    freedom = np.minimum(clusters.freedom, moment_freedom(second, fourth, together))
    if count > together:
        second = squares(summed(pairs, pull, clusters.codes, size), moved)
    return Spread(clusters.correction * second, freedom)
