"""Krippendorff's alpha with an interval, by level of measurement.

Notation follows Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): n_c is how often value c
stands in the pairable data, m_u how many answers unit u has, D_o and D_e the observed and expected disagreement.
The coincidence matrix itself is never built: the sums over it that alpha needs are sums over units, so a
bootstrap over units is a matrix product. The ordinal distance between c and k is the difference of their
mid-ranks, which makes ordinal alpha the interval alpha of the mid-ranks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData

Level = Literal["nominal", "ordinal", "interval"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")
DRAWS = 1000
_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Agreement:
    """Alpha by level (None where all answers are the same), and a 95 % interval of `ci_level`."""

    alpha: dict[Level, float | None]
    ci_low: float | None
    ci_high: float | None
    ci_level: Level
    n_units: int
    n_answers: int


def agreement(units: Ints, values: Floats, *, ci_level: Level, seed: int, draws: int = DRAWS) -> Agreement:
    """Krippendorff's alpha of answers `values` (n,) to `units` (n,), with a percentile bootstrap over units.

    Units with a single answer say nothing about agreement and are left out of n_units and n_answers.
    Raises NotEnoughData where no unit has two answers.
    """
    counts, domain = _counts(units, values)
    patterns, multiplicity = np.unique(counts, axis=0, return_counts=True)
    alpha = {
        level: _defined(_alphas(level, patterns, multiplicity[None, :].astype(float), domain)[0]) for level in LEVELS
    }
    low, high = _interval(ci_level, patterns, multiplicity, domain, seed, draws)
    if alpha[ci_level] is None:
        low = high = None
    return Agreement(alpha, low, high, ci_level, n_units=len(counts), n_answers=int(counts.sum()))


def _counts(units: Ints, values: Floats) -> tuple[Floats, Floats]:
    """How often each unit (with two answers or more) got each value: (units, values), and the sorted values."""
    domain, value_codes = np.unique(values, return_inverse=True)
    unit_names, unit_codes = np.unique(units, return_inverse=True)
    counts = np.zeros((len(unit_names), len(domain)))
    np.add.at(counts, (unit_codes, value_codes), 1.0)
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        raise NotEnoughData(Said("No unit was answered by two people, so agreement cannot be measured."))
    return counts, domain.astype(float)


def _alphas(level: Level, counts: Floats, weights: Floats, domain: Floats) -> Floats:
    """Alpha for every row of unit weights (draws, units); nan where the expected disagreement is zero."""
    marginals = weights @ counts
    n = marginals.sum(axis=1)
    if level == "nominal":
        per_answer = counts.sum(axis=1)
        observed = weights @ ((per_answer**2 - (counts**2).sum(axis=1)) / (per_answer - 1))
        expected = n**2 - (marginals**2).sum(axis=1)
    else:
        places = _places(level, marginals, domain)
        observed = (weights * _unit_disagreement(counts, places)).sum(axis=1)
        first, second = (marginals * places).sum(axis=1), (marginals * places**2).sum(axis=1)
        expected = 2 * (n * second - first**2)
    defined = expected > 1e-9 * np.maximum(n**2, 1)
    ratio = np.divide(observed, expected, out=np.full(len(n), np.nan), where=defined)
    return 1.0 - (n - 1) * ratio


def _places(level: Level, marginals: Floats, domain: Floats) -> Floats:
    """Where each value lies on the line, for every draw: (draws, values)."""
    if level == "interval":
        return np.broadcast_to(domain - domain.mean(), marginals.shape)
    middles = np.cumsum(marginals, axis=1) - marginals / 2
    return middles - marginals.sum(axis=1, keepdims=True) / 2


def _unit_disagreement(counts: Floats, places: Floats) -> Floats:
    """The squared distances between all ordered pairs of answers in a unit, over m_u - 1: (draws, units)."""
    m = counts.sum(axis=1)
    sums, squares = places @ counts.T, places**2 @ counts.T
    return np.asarray(2 * (m * squares - sums**2) / (m - 1))


def _interval(
    level: Level, patterns: Floats, multiplicity: Ints, domain: Floats, seed: int, draws: int
) -> tuple[float | None, float | None]:
    """Percentiles 2.5 and 97.5 over draws of units; equal units are drawn together, which changes nothing."""
    rng = np.random.default_rng(seed)
    units = int(multiplicity.sum())
    share = multiplicity / units
    at_once = max(1, _CELLS_AT_ONCE // max(1, len(patterns)))
    alphas: list[Floats] = []
    for start in range(0, draws, at_once):
        weights = rng.multinomial(units, share, size=min(at_once, draws - start)).astype(float)
        alphas.append(_alphas(level, patterns, weights, domain))
    drawn = np.concatenate(alphas)
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) < draws / 2:
        return None, None
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
