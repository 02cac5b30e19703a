"""Rankings and comparisons as pairs, and pairs as a matrix of wins."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import numpy as np

from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.errors import require_finite

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
    """Entry (i, j) is how often i won against j, a tie being half a win for each: (size, size). Raises NotNumbers."""
    require_finite(pairs.outcome)
    cells, won, lost = pairs.one * size + pairs.two, pairs.outcome, 1 - pairs.outcome
    if weights is not None:
        won, lost = won * weights, lost * weights
    # One pass for each side, over cells of the one: those of the other are its transpose.
    forth, back = (np.bincount(cells, weights=each, minlength=size * size).reshape(size, size) for each in (won, lost))
    return np.asarray(forth + back.T)


def met_in(pairs: Pairs, clusters: Ints, size: int) -> Ints:
    """In how many clusters (labels, (n,)) each contestant stands: (size,)."""
    codes = codes_of(clusters)
    seen = np.unique(np.concatenate([codes * size + pairs.one, codes * size + pairs.two]))
    return np.bincount(seen % size, minlength=size)
