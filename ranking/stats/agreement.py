"""Krippendorff's alpha with an interval, by level of measurement.

Notation follows Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): n_c is how often value c
stands in the pairable data, m_u how many answers unit u has, D_o and D_e the observed and expected disagreement.
The coincidence matrix itself is never built: the sums over it that alpha needs are sums over answers. The ordinal
distance between c and k is the difference of their mid-ranks, which makes ordinal alpha the interval alpha of the
mid-ranks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.errors import NotEnoughData, require_numbers
from ranking.stats.jackknife import Deletions, deletions
from ranking.stats.spread import Spread, moment_freedom

Level = Literal["nominal", "ordinal", "interval"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")
# Fewer clusters of units than this say too little of how alpha spreads (simulated: docs/coverage.md).
MIN_CLUSTERS = 8
_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Agreement:
    """Alpha by level (None where all answers are the same), and a 95 % interval of `ci_level`.

    The interval is for these raters, on `clusters` prompts like these (`over` "prompts"), or on these prompts where
    they are too few (`over` "units"); `refused` says why there is none.
    """

    alpha: dict[Level, float | None]
    ci_low: float | None
    ci_high: float | None
    ci_level: Level
    n_units: int
    n_answers: int
    over: Literal["prompts", "units"]
    clusters: int
    refused: Said | None


@dataclass(frozen=True)
class _Pairable:
    """Answers (n,) to units that have two or more, sorted by unit: the code of each answer's value, where each unit
    starts and its m_u (units,), the values themselves, and each unit's cluster."""

    value: Ints
    starts: Ints
    m: Floats
    domain: Floats
    cluster: Ints

    @property
    def n_clusters(self) -> int:
        """How many clusters there are."""
        return int(self.cluster.max()) + 1

    @property
    def unit(self) -> Ints:
        """The unit of each answer (n,)."""
        return np.repeat(np.arange(len(self.m)), self.m.astype(np.int64))


def agreement(units: Ints, values: Floats, *, ci_level: Level, seed: int, clusters: Ints | None = None) -> Agreement:
    """Krippendorff's alpha of answers `values` (n,) to `units` (n,), with a jackknife interval.

    `clusters` (n,) are labels of the prompts, which are drawn anew; where they are fewer than eight, or not given,
    the units are. The interval is symmetric in Fisher's z of alpha, with the jackknife's standard error over clusters
    and as many degrees of freedom as its values spread like. Many clusters are deleted in groups drawn by the seed.
    Units with a single answer say nothing about agreement and are left out of n_units and n_answers.
    Raises NotEnoughData where fewer than two units have two answers (alpha of one unit is 0 whatever was said),
    NotNumbers.
    """
    require_numbers(values)
    data = _pairable(units, values, units if clusters is None else clusters)
    over: Literal["prompts", "units"] = "prompts"
    if data.n_clusters < MIN_CLUSTERS:
        data, over = replace(data, cluster=np.arange(len(data.m))), "units"
    alpha = {level: _defined(_alphas(level, data, None)[0]) for level in LEVELS}
    refused = _refused(alpha[ci_level], data.n_clusters)
    low, high = None, None
    if (estimate := alpha[ci_level]) is not None and refused is None:
        low, high = _interval(ci_level, data, estimate, seed)
        if low is None:
            refused = Said("All that differs stands in one place, so how agreement spreads cannot be told.")
    return Agreement(
        alpha, low, high, ci_level, n_units=len(data.m), n_answers=len(data.value),
        over=over, clusters=data.n_clusters, refused=refused,
    )  # fmt: skip


def _pairable(units: Ints, values: Floats, clusters: Ints) -> _Pairable:
    _, codes, m = np.unique(units, return_inverse=True, return_counts=True)
    kept = np.flatnonzero(m[codes] >= 2)
    kept = kept[np.argsort(codes[kept], kind="stable")]
    m = m[m >= 2]
    if len(m) < 2:
        if not len(m):
            raise NotEnoughData(Said("No unit was answered by two people, so agreement cannot be measured."))
        raise NotEnoughData(Said("One unit alone was answered by two people, so agreement cannot be told from chance."))
    domain, value = np.unique(values[kept], return_inverse=True)
    starts = np.cumsum(m) - m
    cluster = codes_of(clusters[kept[starts]])
    return _Pairable(value.astype(np.int64), starts, m.astype(float), domain.astype(float), cluster)


def _alphas(level: Level, data: _Pairable, left_out: Deletions | None) -> Floats:
    """Alpha of all answers, then (where asked for) without each of the groups of units; nan where it is not defined."""
    whole = np.bincount(data.value, minlength=len(data.domain)).astype(float)[None, :]
    marginals = whole if left_out is None else np.concatenate([whole, whole - left_out.tables(data.unit, data.value)])
    n = marginals.sum(axis=1)
    if level == "nominal":
        observed = _sums(_unlike(data), left_out)
        expected = n**2 - (marginals**2).sum(axis=1)
        scale = n**2
    else:
        places = _places(level, marginals, data.domain)
        observed = _apart(level, data, places, left_out)
        first, second = (marginals * places).sum(axis=1), (marginals * places**2).sum(axis=1)
        expected = 2 * (n * second - first**2)
        scale = 2 * n * (marginals @ np.ones(len(data.domain))) * float(np.ptp(places[0])) ** 2
    defined = expected > 1e-12 * np.maximum(scale, np.finfo(float).tiny)
    ratio = np.divide(observed, expected, out=np.full(len(n), np.nan), where=defined)
    return np.asarray(1.0 - (n - 1) * ratio)


def _places(level: Level, marginals: Floats, domain: Floats) -> Floats:
    """Where each value lies on the line, for every row of marginals: (rows, values)."""
    if level == "interval":
        return np.broadcast_to(domain - domain.mean(), marginals.shape)
    middles = np.cumsum(marginals, axis=1) - marginals / 2
    return middles - marginals.sum(axis=1, keepdims=True) / 2


def _unlike(data: _Pairable) -> Floats:
    """The ordered pairs of unlike answers in each unit, over m_u - 1: (units,)."""
    said, times = np.unique(data.unit * len(data.domain) + data.value, return_counts=True)
    alike = np.bincount(said // len(data.domain), weights=times.astype(float) ** 2, minlength=len(data.m))
    return np.asarray((data.m**2 - alike) / (data.m - 1))


def _distances(data: _Pairable, places: Floats) -> Floats:
    """The squared distances between all ordered pairs of answers in a unit, over m_u - 1: (rows, units)."""
    at = places[:, data.value]
    sums, squares = (np.add.reduceat(each, data.starts, axis=1) for each in (at, at**2))
    return np.asarray(2 * (data.m * squares - sums**2) / (data.m - 1))


def _apart(level: Level, data: _Pairable, places: Floats, left_out: Deletions | None) -> Floats:
    """The observed distances of all units, then without each group. Only mid-ranks move when units are left out."""
    whole = _distances(data, places[:1])[0]
    if left_out is None or level == "interval":
        return _sums(whole, left_out)
    at_once = max(1, _CELLS_AT_ONCE // len(data.value))
    found = [whole.sum(keepdims=True)]
    for start in range(0, left_out.size, at_once):
        groups = np.arange(start, min(left_out.size, start + at_once))
        kept = left_out.group[None, :] != groups[:, None]
        found.append((_distances(data, places[1 + groups]) * kept).sum(axis=1))
    return np.concatenate(found)


def _sums(of_unit: Floats, left_out: Deletions | None) -> Floats:
    whole = of_unit.sum(keepdims=True)
    return whole if left_out is None else np.concatenate([whole, whole - left_out.sums(of_unit)])


def _interval(level: Level, data: _Pairable, alpha: float, seed: int) -> tuple[float | None, float | None]:
    left_out = deletions(data.cluster, rows=len(data.value), seed=seed)
    moved = _alphas(level, data, left_out)[1:] - alpha
    if np.isnan(moved).any():
        return None, None
    squares, fourth = (moved**2).sum(keepdims=True), (moved**4).sum(keepdims=True)
    freedom = np.minimum(left_out.freedom, moment_freedom(squares, fourth, left_out.size))
    spread = Spread((left_out.size - 1) / left_out.size * squares, freedom)
    reach = float(spread.reach[0]) / (1 - alpha**2)
    low, high = np.tanh(np.arctanh(alpha) + np.array([-reach, reach]))
    return float(low), float(high)


def _refused(alpha: float | None, clusters: int) -> Said | None:
    if alpha is None:
        return Said("All answers are the same, so chance alone explains them.")
    if clusters < MIN_CLUSTERS:
        return Said(
            "There is no interval: {n} responses or pairs were answered twice, and at least {least} are needed.",
            n=clusters, least=MIN_CLUSTERS,
        )  # fmt: skip
    if abs(alpha) >= 1 - 1e-12:
        return Said("All agree on everything, so how agreement spreads cannot be told.")
    return None


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
