"""Rankings and comparisons as pairs, and pairs as a matrix of wins."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import numpy as np
from scipy import sparse

from ranking.stats.arrays import Floats, Ints

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Pairs:
    """Comparisons of two: codes of the contestants (n,) and what `one` won: 1, 0, or .5 for a tie."""

    one: Ints
    two: Ints
    outcome: Floats

    def among_different(self) -> tuple[Pairs, Ints]:
        """Without the pairs of a contestant with itself, which say nothing; and the rows that stay."""
        rows = np.flatnonzero(self.one != self.two)
        return Pairs(self.one[rows], self.two[rows], self.outcome[rows]), rows


def ranking_pairs(ranking: Sequence[Sequence[T]]) -> Iterator[tuple[T, T, float]]:
    """Every two members of a ranking (best first, inner list = tie) as (one, two, what one won)."""
    for place, tied in enumerate(ranking):
        for one, two in combinations(tied, 2):
            yield one, two, 0.5
        for worse in ranking[place + 1 :]:
            for one in tied:
                for two in worse:
                    yield one, two, 1.0


def win_matrix(pairs: Pairs, size: int, weights: Floats | None = None) -> Floats:
    """Entry (i, j) is how often i won against j, a tie being half a win for each: (size, size)."""
    weight = np.ones(len(pairs.one)) if weights is None else weights
    wins = np.zeros((size, size))
    np.add.at(wins, (pairs.one, pairs.two), weight * pairs.outcome)
    np.add.at(wins, (pairs.two, pairs.one), weight * (1 - pairs.outcome))
    return wins


def cluster_wins(pairs: Pairs, clusters: Ints, size: int) -> sparse.csr_matrix:
    """The win matrix of each cluster of rows, flattened: (clusters, size * size), sparse."""
    cells = np.concatenate([pairs.one * size + pairs.two, pairs.two * size + pairs.one])
    won = np.concatenate([pairs.outcome, 1 - pairs.outcome])
    rows = np.concatenate([clusters, clusters])
    shape = (int(clusters.max()) + 1, size * size)
    return sparse.csr_matrix((won, (rows, cells)), shape=shape)
