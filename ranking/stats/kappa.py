"""Cohen's kappa for every pair of raters at once (Cohen 1960)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import StatsError, require_numbers

_Counts = tuple[Ints, Floats]

# From one answer in common kappa is 0 or nothing, whatever was said.
MIN_SHARED = 2
_PAIRS_AT_ONCE = 2_000_000
# More pairs of answers to one unit than this are not gone through: it would take minutes.
_MOST_PAIRS = 200_000_000


@dataclass(frozen=True)
class Kappas:
    """Every two raters `one` < `other` (p,) who share at least so many units: kappa (nan where undefined), and how
    many units both answered."""

    one: Ints
    other: Ints
    kappa: Floats
    shared: Ints


def cohen_kappas(units: Ints, raters: Ints, values: Floats, *, least: int = 1) -> Kappas:
    """Unweighted kappa of each two raters over the units that both answered, where these are `least` or more.

    `units`, `raters` are codes from 0, `values` the answers; all (n,). Where a rater answered a unit more than
    once the last row counts. Kappa is nan where two raters share fewer than two units, or chance alone explains all.
    The work grows with the pairs of answers to one unit; raises StatsError where these are too many.
    """
    require_numbers(values)
    size = int(raters.max()) + 1
    units, raters, said = _last_answers(units, raters, np.unique(values, return_inverse=True)[1])
    width = int(said.max()) + 1
    met: list[_Counts] = []
    equal: list[_Counts] = []
    first: list[_Counts] = []
    second: list[_Counts] = []
    for one, other in _pairs(units):
        both = raters[one] * size + raters[other]
        met.append(_counted(both))
        equal.append(_counted(both[said[one] == said[other]]))
        first.append(_counted(both * width + said[one]))
        second.append(_counted(both * width + said[other]))
    pair, shared = _merged(met)
    kept = shared >= least
    expected = _expected(_merged(first), _merged(second), width, pair)
    found = _kappa(_at(_merged(equal), pair), expected, shared)
    return Kappas(pair[kept] // size, pair[kept] % size, found[kept], shared[kept].astype(np.int64))


def kappa(one: Ints, other: Ints) -> float | None:
    """Cohen's kappa of two raters' codes over the same units (n,); None where chance alone explains all."""
    n = len(one)
    if n == 0:
        return None
    labels = np.union1d(one, other)
    equal = float((one == other).sum())
    expected = sum(float((one == label).sum()) * float((other == label).sum()) for label in labels)
    if expected >= n * n:
        return None
    return float((equal / n - expected / n**2) / (1 - expected / n**2))


def _last_answers(units: Ints, raters: Ints, said: Ints) -> tuple[Ints, Ints, Ints]:
    """Sorted by unit and rater, one row for each two."""
    order = np.lexsort((raters, units))
    units, raters, said = units[order], raters[order], said[order]
    last = np.append((units[1:] != units[:-1]) | (raters[1:] != raters[:-1]), True)
    return units[last], raters[last], said[last]


def _pairs(units: Ints) -> Iterator[tuple[Ints, Ints]]:
    """The places of every two answers to one of the sorted `units` (n,), some at a time; at least once."""
    n = len(units)
    # After each answer come so many others to the same unit.
    after = np.searchsorted(units, units, side="right") - np.arange(n) - 1
    ends = np.cumsum(after)
    if n and int(ends[-1]) > _MOST_PAIRS:
        raise StatsError(
            Said("{n} pairs of answers to one response are too many to compare raters two by two.", n=int(ends[-1]))
        )
    start = 0
    while start < n:
        done = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + _PAIRS_AT_ONCE, side="right")))
        here = after[start:stop]
        one = np.repeat(np.arange(start, stop), here)
        step = np.arange(len(one)) - np.repeat(np.cumsum(here) - here, here)
        yield one, one + 1 + step
        start = stop


def _counted(keys: Ints) -> _Counts:
    found, times = np.unique(keys, return_counts=True)
    return found, times.astype(float)


def _merged(parts: list[_Counts]) -> _Counts:
    """Counts of parts as counts of the whole."""
    if len(parts) == 1:
        return parts[0]
    keys, codes = np.unique(np.concatenate([keys for keys, _ in parts]), return_inverse=True)
    times = np.bincount(codes, weights=np.concatenate([times for _, times in parts]), minlength=len(keys))
    return keys, np.asarray(times, dtype=float)


def _expected(first: _Counts, second: _Counts, width: int, pair: Ints) -> Floats:
    """For each pair: the sum over values of how often the one times how often the other said it."""
    common, one, other = np.intersect1d(first[0], second[0], assume_unique=True, return_indices=True)
    products = first[1][one] * second[1][other]
    sums = np.bincount(np.searchsorted(pair, common // width), weights=products, minlength=len(pair))
    return np.asarray(sums, dtype=float)


def _at(counts: _Counts, keys: Ints) -> Floats:
    """The counts of these keys, zero where a key was not counted."""
    found = np.zeros(len(keys))
    found[np.searchsorted(keys, counts[0])] = counts[1]
    return found


def _kappa(equal: Floats, expected: Floats, shared: Floats) -> Floats:
    by_chance, seen = expected / shared**2, equal / shared
    defined = (shared >= MIN_SHARED) & (by_chance < 1 - 1e-12)
    return np.divide(seen - by_chance, 1 - by_chance, out=np.full_like(shared, np.nan), where=defined)
