"""Those of whom a best-worst ballot says no more than that they stand between: each order of them is as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ranking.stats.aggregate.orders import Ranking
from ranking.stats.arrays import Floats, Ints

# The sets of those who may have gone before double with each of them.
MOST = 10
_STEP = 1e-5


@dataclass(frozen=True)
class Between:
    """Ballots (b,) that put `members` (b, m), in no order, above the one `below` (b,)."""

    members: Ints
    below: Ints
    ballot: Ints

    @property
    def codes(self) -> Ints:
        """All of them, the one below last: (b, m + 1)."""
        return np.concatenate([self.members, self.below[:, None]], axis=1)


def between_of(rankings: Sequence[Ranking]) -> list[Between]:
    """The best-worst ballots that have somebody below those between, together where they have as many of them."""
    by_size: dict[int, list[tuple[tuple[int, ...], int, int]]] = {}
    for ranking in rankings:
        middle = unordered(ranking)
        if middle is not None and middle + 1 < len(ranking.levels) and len(ranking.levels[middle]) <= MOST:
            members, below = ranking.levels[middle], ranking.levels[middle + 1][0]
            by_size.setdefault(len(members), []).append((members, below, ranking.ballot))
    return [
        Between(*(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)))
        for _size, rows in sorted(by_size.items())
    ]


def unordered(ranking: Ranking) -> int | None:
    """The place of the level that is no tie but unknown."""
    if not ranking.best_worst:
        return None
    return max(range(len(ranking.levels)), key=lambda place: len(ranking.levels[place]))


def pulls_of(found: Between, theta: Floats) -> tuple[Floats, Floats]:
    """How much each ballot pulls its m + 1 log-strengths (b, m + 1), and a bound on its curvature (b, m + 1, m + 1).

    The chance that the one below is drawn last is a sum over all orders of the others. It is walked over the sets of
    those gone before: forward for how likely a set comes up, backward for how likely the rest then goes as it went. The
    pull is the exact one; the curvature is that of complete rankings, never less than the ballot's own (Lange 1995,
    the EM gradient algorithm).
    """
    worth = np.exp(theta[found.codes] - theta[found.codes].max(axis=1, keepdims=True))
    m = found.members.shape[1]
    full = (1 << m) - 1
    left = np.stack([_left(worth, gone) for gone in range(full + 1)])
    before, after = np.zeros_like(left), np.zeros_like(left)
    before[0] = after[full] = 1.0
    for gone in range(1, full + 1):
        for one in _members(gone, m):
            last = gone ^ (1 << one)
            before[gone] += before[last] * worth[:, one] / left[last]
    for gone in range(full - 1, -1, -1):
        for one in _members(full ^ gone, m):
            after[gone] += worth[:, one] / left[gone] * after[gone | (1 << one)]
    pull, curve = np.zeros_like(worth), np.zeros((*worth.shape, m + 1))
    for gone in range(full):
        drawn = before[gone] * after[gone] / before[full]
        still = np.array([not gone >> one & 1 for one in range(m)] + [True])
        chance = worth * still / left[gone][:, None]
        pull -= drawn[:, None] * chance
        for one in _members(full ^ gone, m):
            pull[:, one] += before[gone] * chance[:, one] * after[gone | (1 << one)] / before[full]
        curve -= drawn[:, None, None] * chance[:, :, None] * chance[:, None, :]
        curve[:, range(m + 1), range(m + 1)] += drawn[:, None] * chance
    return pull, curve


def pull_rows(found: Between, theta: Floats) -> sparse.csr_matrix:
    """The pulls by ballot over all contestants: (b, k)."""
    pull, _ = pulls_of(found, theta)
    rows = np.repeat(np.arange(len(found.below)), found.codes.shape[1])
    return sparse.csr_matrix((pull.ravel(), (rows, found.codes.ravel())), shape=(len(found.below), len(theta)))


def summed(found: Sequence[Between], theta: Floats) -> tuple[Floats, Floats]:
    """The pulls of all ballots together (k,), and the bound on their curvature (k, k)."""
    k = len(theta)
    slope, curve = np.zeros(k), np.zeros((k, k))
    for each in found:
        pull, bound = pulls_of(each, theta)
        codes = each.codes
        slope += np.bincount(codes.ravel(), weights=pull.ravel(), minlength=k)
        np.add.at(curve, (codes[:, :, None], codes[:, None, :]), bound)
    return slope, curve


def information(found: Sequence[Between], theta: Floats) -> Floats:
    """The ballots' own curvature (k, k): central differences of their pulls."""
    k = len(theta)
    curve = np.zeros((k, k))
    if not found:
        return curve
    for place in range(k):
        step = np.zeros(k)
        step[place] = _STEP
        up, down = (sum(_slope(each, theta + sign * step) for each in found) for sign in (1, -1))
        curve[place] = (down - up) / (2 * _STEP)
    return (curve + curve.T) / 2


def _slope(found: Between, theta: Floats) -> Floats:
    pull, _ = pulls_of(found, theta)
    return np.asarray(np.bincount(found.codes.ravel(), weights=pull.ravel(), minlength=len(theta)), dtype=float)


def _left(worth: Floats, gone: int) -> Floats:
    """What those not gone are worth together (b,)."""
    still = [one for one in range(worth.shape[1]) if not gone >> one & 1]
    return np.asarray(worth[:, still].sum(axis=1))


def _members(of: int, m: int) -> list[int]:
    return [one for one in range(m) if of >> one & 1]
