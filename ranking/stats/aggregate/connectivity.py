"""Whether comparisons tie the contestants together at all."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csgraph, csr_matrix

from ranking.stats.arrays import Floats, Ints


def parts(wins: Floats) -> tuple[int, Ints]:
    """How many parts were never compared with one another, and the part of each contestant (k,)."""
    count, labels = csgraph.connected_components(csr_matrix(wins + wins.T), directed=False)
    return int(count), np.asarray(labels, dtype=np.int64)


def strong_parts(wins: Floats) -> tuple[int, Ints]:
    """How many parts there are within which a chain of wins leads from everybody to everybody, and the part of each
    contestant (k,)."""
    count, labels = csgraph.connected_components(csr_matrix(wins), directed=True, connection="strong")
    return int(count), np.asarray(labels, dtype=np.int64)


def strongly_connected(wins: Floats) -> bool:
    """Whether from everybody a chain of wins leads to everybody else (Ford 1957).

    Without it some set of contestants never lost to the rest, and the likelihood has no finite maximum.
    """
    return strong_parts(wins)[0] == 1


def named_parts(wins: Floats, names: list[str]) -> list[list[str]]:
    """The names in each part that was never compared with the others, the largest part first."""
    count, labels = parts(wins)
    found = [
        [name for name, label in zip(names, labels.tolist(), strict=True) if label == part] for part in range(count)
    ]
    return sorted(found, key=lambda part: (-len(part), part))
