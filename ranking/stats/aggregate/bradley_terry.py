"""Bradley-Terry by maximum likelihood, a tie being half a win for each."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ranking.stats.aggregate.fitted import Fitted
from ranking.stats.aggregate.orders import Orders
from ranking.stats.aggregate.pairs import win_matrix
from ranking.stats.aggregate.solver import log_strengths
from ranking.stats.arrays import Floats


def bradley_terry(wins: Floats) -> Floats:
    """Log-strengths (draws, k) of win matrices (draws, k, k); needs strongly connected comparisons."""
    return log_strengths(wins)


def bradley_terry_fitted(orders: Orders, *, precision: float = 0.0) -> Fitted:
    """The same over the pairs of `orders`, with what each pulls; `precision` is that of a normal prior around 0."""
    pairs, size = orders.pairs, orders.size
    wins = win_matrix(pairs, size)
    theta = log_strengths(wins[None], precision=precision)[0]
    chance = 1 / (1 + np.exp(theta[None, :] - theta[:, None]))
    curve = (wins + wins.T) * chance * (1 - chance)
    surprise = pairs.outcome - chance[pairs.one, pairs.two]
    rows = np.arange(len(surprise))
    pull = sparse.csr_matrix(
        (
            np.concatenate([surprise, -surprise]),
            (np.concatenate([rows, rows]), np.concatenate([pairs.one, pairs.two])),
        ),
        shape=(len(surprise), size),
    )
    return Fitted(
        theta=theta,
        ties=None,
        information=np.diag(curve.sum(axis=1) + precision) - curve,
        pulls=pull,
        ballot=orders.ballot,
    )
