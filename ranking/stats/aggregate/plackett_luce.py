"""Strengths out of whole rankings: whoever is best is drawn first, then the best of the rest, and so on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from scipy import sparse

from ranking.stats.aggregate.between import Between, between_of, information, pull_rows, summed, unordered
from ranking.stats.aggregate.fitted import Fitted
from ranking.stats.aggregate.orders import Orders, Ranking
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConverged

_LIMIT = 200
_TOLERANCE = 1e-9
_LONGEST_STEP = 1.0
# A longer tie has more orders than are worth walking; so many of them are drawn instead.
_LONGEST_TIE, _DRAWN_ORDERS = 6, 64

# Whoever is drawn, each with a share; out of whom; and how much the stage counts.
_Stage = tuple[list[tuple[int, float]], Sequence[int], float]


@dataclass(frozen=True)
class Stages:
    """Rankings taken apart into choices: `chosen` and `among` (stages, k) count who was drawn out of whom.

    A row of `chosen` sums to 1, and `weight` (stages,) says how much the stage counts.
    """

    chosen: sparse.csr_matrix
    among: sparse.csr_matrix
    weight: Floats
    ranking: Ints


def stages(rankings: Sequence[Sequence[Sequence[int]]], size: int) -> Stages:
    """Each ranking (best first, an inner list being a tie) as its stages; the last, without a choice, is left out.

    A tie stands for every order of those who tie, all alike: for two that is half a win each, as in Bradley-Terry.
    The chance that a set of j out of m has gone before is the same for all such sets, so a tie of m takes 2^m - 1
    stages and not m!; of longer ties some orders are drawn, by a seed that is the ranking's own place.
    """
    return _gathered(
        ((number, stage) for number, ranking in enumerate(rankings) for stage in _taken_apart(ranking, number)), size
    )


def plackett_luce(
    found: Stages, weights: Floats | None = None, *, between: Sequence[Between] = (), precision: float = 0.0
) -> Floats:
    """Maximum-likelihood log-strengths (k,) with mean 0; `weights` (stages,) count stages more than once.

    Plackett (1975), section 2; Luce (1959). Concave in log-strengths: Newton's method. `between` are those of whom
    best-worst ballots tell no order, see there. `precision` is that of a normal prior around 0. Without one the wins
    must be strongly connected. Raises NotConverged.
    """
    size = found.among.shape[1]
    draws = found.weight if weights is None else found.weight * weights
    won = np.asarray(found.chosen.T @ draws).ravel()
    theta = np.zeros(size)
    pin = np.full((size, size), max(1.0, float(draws.sum())) / size**2)
    for _ in range(_LIMIT):
        chance = _chances(found, theta)
        more, bound = summed(between, theta)
        slope = won - chance.T @ draws + more - precision * theta
        if np.abs(slope).max() <= _TOLERANCE * max(1.0, float(draws.sum())):
            return np.asarray(theta - theta.mean())
        step = np.linalg.solve(_information(chance, draws, precision) + bound + pin, slope)
        theta = theta + step * min(1.0, _LONGEST_STEP / float(np.abs(step).max()))
    raise NotConverged("Plackett-Luce", _LIMIT)


def plackett_luce_fitted(orders: Orders, *, precision: float = 0.0) -> Fitted:
    """The model over all ballots of `orders`, with what each of their stages pulls.

    Ballots of two are one choice. Of a best-worst ballot the best is a choice out of all, and the worst is the last of
    the others, in whatever order these go. To take it for its implied pairs would be wrong here: which pairs a ballot
    implies depends on how it came out, and strengths would be drawn apart.
    """
    found, between = _joined(_of_pairs(orders), _of_rankings(orders.rankings, orders.size)), between_of(orders.rankings)
    theta = plackett_luce(found, between=between, precision=precision)
    chance = _chances(found, theta)
    pulls = [sparse.csr_matrix(sparse.diags_array(found.weight) @ (found.chosen - chance))]
    pulls += [pull_rows(each, theta) for each in between]
    return Fitted(
        theta=theta,
        ties=None,
        information=_information(chance, found.weight, precision) + information(between, theta),
        pulls=sparse.vstack(pulls, format="csr"),
        ballot=np.concatenate([found.ranking, *(each.ballot for each in between)]),
    )


def _chances(found: Stages, theta: Floats) -> sparse.csr_matrix:
    """How likely each contestant is drawn at each stage: (stages, k)."""
    worth = found.among.multiply(np.exp(theta - theta.max())).tocsr()
    return sparse.csr_matrix(sparse.diags_array(1 / np.asarray(worth.sum(axis=1)).ravel()) @ worth)


def _information(chance: sparse.csr_matrix, draws: Floats, precision: float) -> Floats:
    shared = (chance.T @ sparse.diags_array(draws) @ chance).toarray()
    return np.asarray(np.diag(chance.T @ draws + precision) - shared)


def _of_pairs(orders: Orders) -> Stages:
    """The ballots of two, without walking them."""
    one, two, won = orders.pairs.one[orders.whole], orders.pairs.two[orders.whole], orders.pairs.outcome[orders.whole]
    rows, shape = np.arange(len(one)), (len(one), orders.size)
    cells = (np.concatenate([rows, rows]), np.concatenate([one, two]))
    chosen = sparse.csr_matrix((np.concatenate([won, 1 - won]), cells), shape=shape)
    among = sparse.csr_matrix((np.ones(2 * len(one)), cells), shape=shape)
    return Stages(chosen, among, np.ones(len(one)), orders.ballot[orders.whole])


def _of_rankings(rankings: Sequence[Ranking], size: int) -> Stages:
    def each() -> Iterator[tuple[int, _Stage]]:
        for ranking in rankings:
            parts = _taken_apart(ranking.levels, ranking.ballot, unordered(ranking))
            yield from ((ranking.ballot, stage) for stage in parts)

    return _gathered(each(), size)


def _taken_apart(ranking: Sequence[Sequence[int]], number: int, known: int | None = None) -> Iterator[_Stage]:
    """The stages of a ranking, or of its first `known` levels, after which nothing is told of an order."""
    rest = [one for tied in ranking for one in tied]
    for tied in ranking[:known]:
        below = rest[len(tied) :]
        for gone, weight in _gone_before(len(tied), number):
            left = [one for place, one in enumerate(tied) if place not in gone]
            if len(left) + len(below) > 1:
                yield [(one, 1 / len(left)) for one in left], left + below, weight
        rest = below


def _gone_before(m: int, seed: int) -> Iterator[tuple[frozenset[int], float]]:
    """Which of m who tie are gone when the next is drawn, with the chance of it, over all orders alike."""
    if m <= _LONGEST_TIE:
        for j in range(m):
            for gone in combinations(range(m), j):
                yield frozenset(gone), 1 / comb(m, j)
        return
    rng = np.random.default_rng(seed)
    for _ in range(_DRAWN_ORDERS):
        order = rng.permutation(m).tolist()
        for j in range(m):
            yield frozenset(order[:j]), 1 / _DRAWN_ORDERS


def _gathered(parts: Iterator[tuple[int, _Stage]], size: int) -> Stages:
    chosen: list[tuple[int, int, float]] = []
    present: list[tuple[int, int, float]] = []
    of_ranking: list[int] = []
    weights: list[float] = []
    for number, (drawn, out_of, weight) in parts:
        row = len(of_ranking)
        chosen += [(row, one, share) for one, share in drawn]
        present += [(row, one, 1.0) for one in out_of]
        of_ranking.append(number)
        weights.append(weight)
    shape = (len(of_ranking), size)
    return Stages(
        _matrix(chosen, shape), _matrix(present, shape), np.array(weights), np.array(of_ranking, dtype=np.int64)
    )


def _joined(one: Stages, two: Stages) -> Stages:
    return Stages(
        sparse.vstack([one.chosen, two.chosen], format="csr"),
        sparse.vstack([one.among, two.among], format="csr"),
        np.concatenate([one.weight, two.weight]),
        np.concatenate([one.ranking, two.ranking]),
    )


def _matrix(cells: list[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns, values = np.array(cells, dtype=float).reshape(-1, 3).T
    return sparse.csr_matrix((values, (rows.astype(np.int64), columns.astype(np.int64))), shape=shape)
