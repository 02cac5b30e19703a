"""Win rates with a bias taken off: what they would be at equal length, in both places, in one format."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from annotations.said import Said
from ranking.stats.arrays import Floats, codes_of
from ranking.stats.audits.base import Choices, Debiased
from ranking.stats.audits.contest import Contest
from ranking.stats.errors import NotEnoughData
from ranking.stats.logistic import sigmoid
from ranking.stats.student import t_reach


def win_rates(choices: Choices, fit: Contest, zeroed: list[int]) -> Debiased:
    """Each writer's share of wins in its choices, raw and as the fit has it with the `zeroed` columns at nothing.

    The adjusted rate is the mean predicted chance over the very choices that the writer took part in, a
    length-controlled win rate where the column is a length (Dubois et al. 2024, section 3). Its interval is by the
    delta method on the fit's covariance, the raw one a t interval of a ratio mean; both by cluster. Raises
    NotEnoughData where nobody has a name.
    """
    if not fit.writers or choices.one is None or choices.two is None:
        raise NotEnoughData(Said("The responses bear no names of models, versions or temperatures to compare."))
    size, rows = fit.writers, np.arange(len(choices.won))
    plus, minus = choices.one >= 0, choices.two >= 0
    # A writer against itself neither wins nor loses.
    other = choices.one != choices.two
    plus, minus = plus & other, minus & other
    sign = np.concatenate([np.ones(int(plus.sum())), -np.ones(int(minus.sum()))])
    place = (np.concatenate([choices.one[plus], choices.two[minus]]), np.concatenate([rows[plus], rows[minus]]))
    takes = sparse.csr_matrix((sign, place), shape=(size, len(rows)))
    n = np.asarray(abs(takes).sum(axis=1), dtype=np.float64).ravel()
    losses = np.bincount(choices.two[minus], minlength=size).astype(float)
    raw = _share(takes, losses, choices.won, n)
    raw_reach = _raw_reach(choices, takes, losses, raw, n)
    held = _without(fit, zeroed)
    chance = sigmoid(held @ fit.coefficients)
    adjusted = _share(takes, losses, chance, n)
    gradient = np.asarray((takes @ held.multiply((chance * (1 - chance))[:, None])).todense())
    gradient = gradient / np.maximum(n, 1)[:, None]
    spread = np.sqrt(np.maximum((gradient @ fit.covariance * gradient).sum(axis=1), 0.0))
    reach = float(t_reach(fit.clusters - 1)) * spread
    return Debiased(
        raw, np.maximum(raw - raw_reach, 0), np.minimum(raw + raw_reach, 1),
        adjusted, np.maximum(adjusted - reach, 0), np.minimum(adjusted + reach, 1), n.astype(np.int64),
    )  # fmt: skip


def _share(takes: sparse.csr_matrix, losses: Floats, chance: Floats, n: Floats) -> Floats:
    """The mean over a writer's choices of its own chance: that of a, or one less that where it wrote b."""
    return np.asarray((takes @ chance + losses) / np.maximum(n, 1))


def _raw_reach(choices: Choices, takes: sparse.csr_matrix, losses: Floats, raw: Floats, n: Floats) -> Floats:
    """Half of the t interval of a ratio mean by cluster (Cochran 1977, section 9A), for all writers at once."""
    codes = codes_of(choices.cluster)
    clusters = sparse.csr_matrix((np.ones(len(codes)), (np.arange(len(codes)), codes)))
    wins = takes.multiply(choices.won[None, :]) @ clusters + (takes < 0).astype(float) @ clusters
    played = abs(takes) @ clusters
    left = wins - sparse.diags_array(raw) @ played
    count = clusters.shape[1]
    squares = np.asarray(left.multiply(left).sum(axis=1)).ravel() * count / (count - 1)
    return np.asarray(float(t_reach(count - 1)) * np.sqrt(squares) / np.maximum(n, 1))


def _without(fit: Contest, zeroed: list[int]) -> sparse.csr_matrix:
    kept = np.ones(fit.design.shape[1])
    kept[[fit.writers + column for column in zeroed]] = 0.0
    return sparse.csr_matrix(fit.design @ sparse.diags_array(kept))
