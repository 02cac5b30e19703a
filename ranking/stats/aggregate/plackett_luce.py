"""Strengths out of whole rankings: whoever is best is drawn first, then the best of the rest, and so on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConverged

_LIMIT = 200
_TOLERANCE = 1e-9
_LONGEST_STEP = 1.0


@dataclass(frozen=True)
class Stages:
    """Rankings taken apart into choices: `chosen` and `among` (stages, k) count who was drawn out of whom."""

    chosen: sparse.csr_matrix
    among: sparse.csr_matrix
    ranking: Ints


def stages(rankings: Sequence[Sequence[Sequence[int]]], size: int) -> Stages:
    """Each ranking (best first, an inner list being a tie) as its stages; the last, without a choice, is left out.

    Those who tie are drawn out of the same set (Breslow's way with ties, 1974, which Plackett-Luce shares with Cox's
    model).
    """
    drawn: list[tuple[int, int]] = []
    present: list[tuple[int, int]] = []
    of_ranking: list[int] = []
    for number, ranking in enumerate(rankings):
        rest = [one for tied in ranking for one in tied]
        for tied in ranking:
            if len(rest) <= len(tied):
                break
            drawn += [(len(of_ranking), one) for one in tied]
            present += [(len(of_ranking), one) for one in rest]
            of_ranking.append(number)
            rest = rest[len(tied) :]
    shape = (len(of_ranking), size)
    return Stages(_matrix(drawn, shape), _matrix(present, shape), np.array(of_ranking, dtype=np.int64))


def plackett_luce(found: Stages, weights: Floats | None = None, *, precision: float = 0.0) -> Floats:
    """Maximum-likelihood log-strengths (k,) with mean 0; `weights` (stages,) count stages more than once.

    Plackett (1975), section 2; Luce (1959). Concave in log-strengths: Newton's method. `precision` is that of a normal
    prior around 0. Without one the wins must be strongly connected. Raises NotConverged.
    """
    count, size = found.among.shape
    weight = np.ones(count) if weights is None else weights
    draws = np.asarray(found.chosen.sum(axis=1)).ravel() * weight
    won = np.asarray(found.chosen.T @ weight).ravel()
    theta = np.zeros(size)
    pin = np.full((size, size), draws.sum() / size**2)
    for _ in range(_LIMIT):
        worth = found.among.multiply(np.exp(theta - theta.max())).tocsr()
        chance = sparse.diags_array(1 / np.asarray(worth.sum(axis=1)).ravel()) @ worth
        slope = won - chance.T @ draws - precision * theta
        if np.abs(slope).max() <= _TOLERANCE * max(1.0, float(draws.sum())):
            return np.asarray(theta - theta.mean())
        shared = (chance.T @ sparse.diags_array(draws) @ chance).toarray()
        curve = np.diag(chance.T @ draws + precision) - shared
        step = np.linalg.solve(curve + pin, slope)
        theta = theta + step * min(1.0, _LONGEST_STEP / float(np.abs(step).max()))
    raise NotConverged("Plackett-Luce", _LIMIT)


def _matrix(cells: list[tuple[int, int]], shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns = np.array(cells, dtype=np.int64).reshape(-1, 2).T
    return sparse.csr_matrix((np.ones(len(cells)), (rows, columns)), shape=shape)
