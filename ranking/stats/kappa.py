"""Cohen's kappa for every pair of raters at once (Cohen 1960)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints

# From one answer in common kappa is 0 or nothing, whatever was said.
MIN_SHARED = 2


@dataclass(frozen=True)
class Kappas:
    """Symmetric (raters, raters): kappa (nan where undefined), and the units both answered."""

    kappa: Floats
    shared: Ints


def cohen_kappas(units: Ints, raters: Ints, values: Floats) -> Kappas:
    """Unweighted kappa of each two raters over the units that both answered.

    `units`, `raters` are codes from 0, `values` the answers; all (n,). Where a rater answered a unit more than
    once the last row counts. Kappa is nan where two raters share fewer than two units, or chance alone explains all.
    """
    n_raters, n_units = int(raters.max()) + 1, int(units.max()) + 1
    _, value_codes = np.unique(values, return_inverse=True)
    table = np.full((n_raters, n_units), -1, dtype=np.int64)
    table[raters, units] = value_codes
    answered = (table >= 0).astype(np.float32)
    shared = (answered @ answered.T).astype(float)
    equal, expected = np.zeros_like(shared), np.zeros_like(shared)
    for code in range(int(value_codes.max()) + 1):
        chose = (table == code).astype(np.float32)
        equal += chose @ chose.T
        among_shared = (chose @ answered.T).astype(float)
        expected += among_shared * among_shared.T
    return Kappas(_kappa(equal, expected, shared), shared.astype(np.int64))


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


def _kappa(equal: Floats, expected: Floats, shared: Floats) -> Floats:
    by_chance = np.divide(expected, shared**2, out=np.full_like(shared, np.nan), where=shared > 0)
    seen = np.divide(equal, shared, out=np.full_like(shared, np.nan), where=shared > 0)
    defined = (shared >= MIN_SHARED) & np.isfinite(by_chance) & (by_chance < 1 - 1e-12)
    return np.divide(seen - by_chance, 1 - by_chance, out=np.full_like(shared, np.nan), where=defined)
