"""A number for every task that only chance decided, and how far a random sample reaches along these numbers."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats, Ints

# Steele, Lea & Flood (2014), figure 17: the mixing function of SplitMix64.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB))
_LAST = np.uint64(31)


def lots(keys: Ints, strata: Ints, *, seed: int) -> Floats:
    """A number in [0, 1) for each task (n,): its rank within its stratum in an order that the seed decides.

    Permanent random numbers (Ohlsson 1995), spread evenly over each of `strata` (codes): whatever c, every task has the
    same chance c that its number lies below c, and c of every stratum do, but for one task.
    """
    order = np.lexsort((_mixed(keys, seed), strata))
    _, first, place, size = np.unique(strata[order], return_index=True, return_inverse=True, return_counts=True)
    # The offset makes the chance exactly c, also in strata of one task.
    offset = _uniform(_mixed(np.arange(len(size), dtype=np.int64), ~seed))
    found = np.empty(len(keys))
    found[order] = (np.arange(len(keys)) - first[place] + offset[place]) / size[place]
    return found


def reach(before: float, *, answered: float, aimed: float, share: float) -> float:
    """How far the sample reaches once `aimed` of all places are answered, if it reached `before` at `answered`.

    Tasks below the reach are answered by lot, or were already because they teach much. So of the next dn answers the
    part `share` moves the reach c by dc = share (1 - c) / (1 - n) dn, whose solution this is. It knows how many
    answers there are and nothing of what they say, so that no answer can decide who is in the sample.
    """
    if aimed >= 1.0:
        return 1.0
    return max(before, 1.0 - (1.0 - before) * min(1.0, (1.0 - aimed) / (1.0 - answered)) ** share)


def _mixed(keys: Ints, seed: int) -> np.ndarray:
    """Keys and seed, scrambled: (n,) of 64 bits."""
    with np.errstate(over="ignore"):
        found = _scrambled(keys.astype(np.uint64) + _GOLDEN)
        return _scrambled(found ^ _scrambled(np.full(1, seed & 0xFFFFFFFFFFFFFFFF, dtype=np.uint64) + _GOLDEN))


def _scrambled(bits: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        for shift, factor in _MIX:
            bits = (bits ^ (bits >> shift)) * factor
    return np.asarray(bits ^ (bits >> _LAST))


def _uniform(bits: np.ndarray) -> Floats:
    return np.asarray((bits >> np.uint64(11)).astype(float) / 2.0**53)
