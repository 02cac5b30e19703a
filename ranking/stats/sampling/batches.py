"""Many comparisons or rankings at once: which to ask before the next look at the answers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ranking.stats.aggregate.connectivity import parts
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.sampling.connecting import LEAST
from ranking.stats.sampling.information import Posterior, expected_curve, laplacian, order_gain
from ranking.stats.sampling.orderings import pair_weight

# The believed posterior is reckoned anew this often at most.
TURNS = 24
# What gains less than this part of the best waits for a later turn, once everybody is connected.
WORTH_IT = 0.5


@dataclass(frozen=True)
class Sets:
    """What may be asked: `members` (c, m) are contestants, -1 where a set has fewer; all of a set are put in order.

    `ends` (c,) marks sets of which only the best and the worst are asked; `left` (c,) is how many tasks each has;
    `appeal` (c,) multiplies its gain.
    """

    members: Ints
    ends: Bools
    left: Ints
    appeal: Floats


def best_batch(found: Posterior, sets: Sets, *, played: Floats, wanted: int) -> Ints:
    """The sets to ask, in the order of asking: at most `wanted` places in `sets`, each as often as it has tasks.

    `played` (k, k) is how often each two have met. A batch is a spanning tree of greatest gain, as in ASAP (Mikhailiuk
    et al. 2020, section 3.4): pairs of the greatest gain alone would pile up on a few. Where more are wanted, the
    posterior is moved by what the tree is expected to tell, its mean staying where it is, and the next tree is grown.
    Until everybody is connected and has met others twice the trees are whole; then they lose the branches that gain
    less than half of the best, since a tree must also join what was told apart long ago.
    """
    precision, played = np.linalg.inv(found.covariance), played.copy()
    pairs, weights = _pairs(sets)
    left, chosen = sets.left.copy(), list[int]()
    while len(chosen) < wanted and (left > 0).any():
        gap, spread = Posterior(found.mean, np.asarray(np.linalg.inv(precision))).differences(
            pairs[..., 0], pairs[..., 1]
        )
        gain = (order_gain(gap, spread) * weights).sum(axis=1) * sets.appeal * (left > 0)
        tree = _spanning(sets.members, gain, len(found.mean))
        if not len(tree):
            break
        if _is_connected(played):
            tree = tree[gain[tree] >= WORTH_IT * gain[tree].max()]
        step = max(1, -(-(wanted - len(chosen)) // (TURNS * len(tree))))
        taken = np.minimum(left[tree], step)
        left[tree] -= taken
        chosen += np.repeat(tree, taken).tolist()
        told = weights[tree] * taken[:, None]
        played += _table(pairs[tree], told, len(played))
        precision += laplacian(_table(pairs[tree], told * expected_curve(gap[tree], spread[tree]), len(precision)))
    return np.array(chosen[:wanted], dtype=np.int64)


def _pairs(sets: Sets) -> tuple[Ints, Floats]:
    """The pairs of contestants of every set (c, p, 2), and how much each tells (c, p): nothing where it is none."""
    every = np.array(list(combinations(range(sets.members.shape[1]), 2)), dtype=np.int64)
    pairs = sets.members[:, every]
    size = (sets.members >= 0).sum(axis=1)
    told = {(m, ends): pair_weight(m, ends=ends) for m in np.unique(size).tolist() for ends in (False, True)}
    weight = np.array([told[m, ends] for m, ends in zip(size.tolist(), sets.ends.tolist(), strict=True)])
    # Best and worst leave the pairs between them open: the weight of those they decide, spread over all.
    share = np.where(sets.ends & (size > 2), 2 * (2 * size - 3) / np.maximum(size * (size - 1), 1), 1.0)
    real = (pairs >= 0).all(axis=2) & (pairs[..., 0] != pairs[..., 1])
    return pairs, np.asarray(real * (weight * share)[:, None])


def _is_connected(played: Floats) -> bool:
    return bool((played.sum(axis=1) >= LEAST).all()) and parts(played)[0] == 1


def _table(pairs: Ints, values: Floats, size: int) -> Floats:
    """Values of pairs (c, p), summed by pair: symmetric (k, k)."""
    total = np.zeros((size, size))
    np.add.at(total, (pairs[..., 0].ravel(), pairs[..., 1].ravel()), values.ravel())
    np.fill_diagonal(total, 0.0)
    return np.asarray(total + total.T)


def _spanning(members: Ints, gain: Floats, size: int) -> Ints:
    """Sets by falling gain, of which each joins parts that were apart before: Kruskal's tree (1956) of greatest gain.

    For sets of more than two it is the same greedy rule on a hypergraph, where it need not find the greatest.
    """
    parent = list(range(size))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    chosen, apart = [], size
    for number in np.argsort(-gain, kind="stable").tolist():
        if apart == 1 or gain[number] <= 0:
            break
        roots = {root(place) for place in members[number].tolist() if place >= 0}
        if len(roots) > 1:
            first = roots.pop()
            for other in roots:
                parent[other] = first
            apart -= len(roots)
            chosen.append(number)
    return np.array(chosen, dtype=np.int64)
