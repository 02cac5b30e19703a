"""Bradley-Terry with ties of their own (Davidson 1970), where a tie is no half win but a third outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from ranking.stats.aggregate.fitted import Fitted
from ranking.stats.aggregate.orders import Orders
from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConverged

_LIMIT = 200
_TOLERANCE = 1e-9
_LONGEST_STEP = 1.0
# A touch of a prior on the logarithm of `ties`, which keeps it finite where there is no tie, or nothing else.
_CURB = 1e-6


@dataclass(frozen=True)
class Davidson:
    """Log-strengths (k,) with mean 0, and `ties`: how likely a tie is between equals against a win of either."""

    theta: Floats
    ties: float


def davidson(pairs: Pairs, size: int, weights: Floats | None = None, *, precision: float = 0.0) -> Davidson:
    """Maximum likelihood of P(one wins) ~ s_1, P(two wins) ~ s_2, P(tie) ~ ties x sqrt(s_1 s_2).

    Davidson (1970), section 2. As a logit over three outcomes it is concave, so Newton's steps find the one maximum;
    `precision` is that of a normal prior around zero. Needs strongly connected comparisons (or a prior) and a tie as
    well as a win. Raises NotConverged.
    """
    one, two, said = _gathered(pairs, size, weights)
    met = said.sum(axis=1)
    curb = np.append(np.full(size, precision), _CURB)
    designs = _designs(one, two, size)
    beta = np.zeros(size + 1)
    pin = np.zeros((size + 1, size + 1))
    pin[:size, :size] = met.sum() / size**2
    for _ in range(_LIMIT):
        chance = _chances(designs, beta)
        pulls = said - met[:, None] * chance
        slope = np.sum([design.T @ pulls[:, place] for place, design in enumerate(designs)], axis=0) - curb * beta
        if np.abs(slope).max() <= _TOLERANCE * max(1.0, float(met.sum())):
            return Davidson(beta[:size] - beta[:size].mean(), float(np.exp(beta[size])))
        step = np.linalg.solve(_information(designs, chance, met) + np.diag(curb) + pin, slope)
        beta = beta + step * min(1.0, _LONGEST_STEP / float(np.abs(step).max()))
    raise NotConverged("Davidson's model", _LIMIT)


def davidson_fitted(orders: Orders, *, precision: float = 0.0) -> Fitted:
    """The model over the pairs of `orders`, with what each pulls."""
    pairs, size = orders.pairs, orders.size
    found = davidson(pairs, size, precision=precision)
    designs = _designs(pairs.one, pairs.two, size)
    beta = np.append(found.theta, np.log(max(found.ties, 1e-300)))
    chance = _chances(designs, beta)
    said = np.stack([pairs.outcome == 1, pairs.outcome == 0, pairs.outcome == 0.5], axis=1).astype(float)
    pulls = said - chance
    pull = sum(sparse.diags_array(pulls[:, place]) @ design for place, design in enumerate(designs))
    curb = np.append(np.full(size, precision), _CURB)
    return Fitted(
        theta=found.theta,
        ties=found.ties,
        information=_information(designs, chance, np.ones(len(chance))) + np.diag(curb),
        pulls=sparse.csr_matrix(pull),
        ballot=orders.ballot,
    )


def _chances(designs: list[Any], beta: Floats) -> Floats:
    """How likely each outcome of each pair is: (pairs, 3)."""
    worth = np.stack([design @ beta for design in designs], axis=1)
    chance = np.exp(worth - worth.max(axis=1, keepdims=True))
    return np.asarray(chance / chance.sum(axis=1, keepdims=True))


def _gathered(pairs: Pairs, size: int, weights: Floats | None) -> tuple[Ints, Ints, Floats]:
    """Every two that met, once: the first, the second, and how often (pairs, 3) the first won, the second, neither."""
    cells, place = np.unique(pairs.one * size + pairs.two, return_inverse=True)
    outcome = np.select([pairs.outcome == 1, pairs.outcome == 0], [0, 1], 2)
    said = np.bincount(place * 3 + outcome, weights=weights, minlength=3 * len(cells))
    return cells // size, cells % size, said.reshape(-1, 3).astype(float)


def _designs(one: Ints, two: Ints, size: int) -> list[Any]:
    """What each outcome adds up: the winner's strength, or half of both and the tie's (pairs, size + 1), sparse."""
    rows, full = np.arange(len(one)), (len(one), size + 1)
    first, second, tie = (
        sparse.csr_matrix((np.ones(len(one)), (rows, column)), shape=full)
        for column in (one, two, np.full(len(one), size))
    )
    return [first, second, tie + (first + second) / 2]


def _information(designs: list[Any], chance: Floats, met: Floats) -> Floats:
    def squares(table: Any, weight: Floats) -> Floats:
        return np.asarray((table.T @ sparse.diags_array(weight) @ table).toarray())

    mean = sum(sparse.diags_array(chance[:, place]) @ design for place, design in enumerate(designs))
    spread = [squares(design, met * chance[:, place]) for place, design in enumerate(designs)]
    return np.asarray(sum(spread) - squares(mean, met))
