"""What the ranking of several would teach of the strengths, whole or its two ends alone."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.sampling.information import Posterior

DRAWS = 64
# What best and worst of so many tell of each pair they decide, beside a comparison: by enumeration of all orders.
_ENDS = {3: 7 / 9, 4: 43 / 60, 5: 0.675681}
# Sets looked at together, so that memory stays small.
_AT_ONCE = 64


def ordering_gain(found: Posterior, sets: Ints, *, ends: bool, seed: int) -> Floats:
    """Expected gain (c,) in nats of ranking each of `sets` (c, m), places of contestants, once; m is at most five.

    The mutual information of the order and the strengths under Plackett-Luce, every order enumerated, the strengths
    drawn from the posterior; with `ends` only of who is best and who is worst. The same draws serve all sets, so that
    their differences are steady.
    """
    noise = _noise(sets.shape[1], seed)
    chunks = [_gains(found, sets[start : start + _AT_ONCE], noise, ends) for start in range(0, len(sets), _AT_ONCE)]
    return np.concatenate(chunks) if chunks else np.zeros(0)


def pair_weight(size: int, *, ends: bool) -> float:
    """How much each pair of a ranking of `size` tells beside a comparison of two: their errors are not independent.

    The ratio of Fisher's informations at equal strengths. A whole ranking under Plackett-Luce tells (m - H_m) /
    (m (m - 1)) of each difference, H_m being the harmonic number; a comparison a quarter. With `ends` the pairs are
    the 2 m - 3 that best and worst decide.
    """
    if size < 3:
        return 1.0
    if ends:
        return _ENDS[size]
    harmonic = sum(1 / place for place in range(1, size + 1))
    return 4 * (size - harmonic) / (size * (size - 1))


def _noise(size: int, seed: int) -> Floats:
    """Standard normal draws (DRAWS, size) whose mean is exactly zero and whose covariance is exactly one."""
    half = np.random.default_rng(seed).standard_normal((DRAWS // 2, size))
    half = half @ np.linalg.inv(np.linalg.cholesky(half.T @ half / len(half))).T
    return np.concatenate([half, -half])


def _gains(found: Posterior, sets: Ints, noise: Floats, ends: bool) -> Floats:
    size = sets.shape[1]
    blocks = found.covariance[sets[:, :, None], sets[:, None, :]]
    # A contestant may stand in a set twice, so a block may be singular.
    roots = np.linalg.cholesky(blocks + 1e-9 * np.eye(size))
    theta = found.mean[sets][:, None, :] + noise @ roots.transpose(0, 2, 1)
    worth = np.exp(theta - theta.max(axis=2, keepdims=True))
    orders = np.array(list(permutations(range(size))), dtype=np.int64)
    # An order's chance is the product of all worths over those of what is left at each stage: 2^m sums serve all.
    left, stages = _stages(orders)
    chance = np.exp(np.log(worth).sum(axis=2, keepdims=True) - np.log(worth @ left) @ stages)
    if ends:
        chance = chance @ _by_ends(orders)
    expected = chance.mean(axis=1)
    return np.asarray(np.maximum(_entropy(expected) - _entropy(chance).mean(axis=1), 0.0))


def _stages(orders: Ints) -> tuple[Floats, Floats]:
    """Which members each subset has (m, subsets), and which subsets are left along each order (subsets, m!)."""
    size = orders.shape[1]
    subsets = np.arange(1, 2**size)
    left = (subsets[None, :] >> np.arange(size)[:, None]) & 1
    remaining = np.cumsum((1 << orders)[:, ::-1], axis=1)
    stages = np.zeros((len(subsets), len(orders)))
    stages[remaining - 1, np.arange(len(orders))[:, None]] = 1.0
    return left.astype(float), stages


def _by_ends(orders: Ints) -> Floats:
    """Sums the orders (m!, m) that begin and end alike: (m!, pairs of ends)."""
    codes = np.unique(orders[:, 0] * orders.shape[1] + orders[:, -1], return_inverse=True)[1]
    return np.asarray(np.eye(int(codes.max()) + 1)[codes])


def _entropy(chance: Floats) -> Floats:
    """Of distributions along the last axis."""
    inside = np.maximum(chance, 1e-300)
    return np.asarray(-(inside * np.log(inside)).sum(axis=-1))
