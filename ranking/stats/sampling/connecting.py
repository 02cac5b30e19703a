"""The first ratings of a round: enough that no arm stands apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csgraph, csr_matrix

from ranking.stats.arrays import Bools, Floats, Ints

# Ratings that every arm has before anything is weighed.
LEAST = 2
# Arms that so many items do not tie together are on no common items.
MOST_ITEMS = 200


def connecting(arm: Ints, item: Ints, *, rated: Bools, open_: Bools, order: Floats) -> Ints:
    """Responses (places in (k,)) to rate so that every arm has two ratings and items tie all arms together.

    Arms are what is told apart, such as versions. Two are tied where people rated both on one item, as in a block
    design: else a difference between them could be one between items. Items are gone through by their least `order`,
    and of each the open responses are taken whose arms lack ratings, or all where they tie parts together. What is
    rated already counts.
    """
    if not len(arm):
        return np.zeros(0, dtype=np.int64)
    counts = np.bincount(arm[rated], minlength=int(arm.max()) + 1)
    part = _parts(arm, item, rated)
    present = np.unique(arm[rated | open_])
    chosen: list[int] = []
    for together in _blocks(item, rated | open_, order):
        if (counts[present] >= LEAST).all() and len(np.unique(part[present])) == 1:
            break
        ties = len(np.unique(part[arm[together]])) > 1
        seen = set(arm[together[rated[together]]].tolist())
        for place in together[open_[together] & ~rated[together]].tolist():
            if arm[place] not in seen and (ties or counts[arm[place]] < LEAST):
                chosen.append(place)
                seen.add(int(arm[place]))
                counts[arm[place]] += 1
        if seen:
            joined = part[sorted(seen)]
            part[np.isin(part, joined)] = joined.min()
    return np.array(chosen, dtype=np.int64)


def _parts(arm: Ints, item: Ints, rated: Bools) -> Ints:
    """The part of each arm: those that a chain of commonly rated items ties together have the same."""
    size = int(arm.max()) + 1
    total = size + int(item.max()) + 1
    ties = csr_matrix((np.ones(int(rated.sum())), (arm[rated], size + item[rated])), shape=(total, total))
    labels = csgraph.connected_components(ties, directed=False)[1][:size]
    return np.asarray(labels, dtype=np.int64)


def _blocks(item: Ints, chosen: Bools, order: Floats) -> Iterator[Ints]:
    """The chosen responses of each item by their order, the first items by their least."""
    least = np.full(int(item.max()) + 1, np.inf)
    np.minimum.at(least, item[chosen], order[chosen])
    for first in np.argsort(least, kind="stable")[:MOST_ITEMS].tolist():
        together = np.flatnonzero(chosen & (item == first))
        yield together[np.argsort(order[together], kind="stable")]
