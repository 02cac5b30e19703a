"""How far people part in severity, and versions' means once it is taken off."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc, chdtri

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.audits.base import Audit, Debiased, Finding, Overlaps, codes_of
from ranking.stats.errors import NotEnoughData
from ranking.stats.means import cluster_mean
from ranking.stats.reliability.severity import Severity, severity
from ranking.stats.student import t_reach

MIN_RATERS = 3
_STEPS = 60


def spread(overlaps: Overlaps) -> Finding:
    """The standard deviation, in points, of how lenient people are with the same responses.

    Leniencies are those of the additive two-way fit (`reliability.severity`); their spread beyond their own errors is
    Paule & Mandel's (1982), its interval the Q-profile (Viechtbauer 2007), the p-value Cochran's Q. Raises
    NotEnoughData below three raters or where no response has two, NotConnected where raters share no response.
    """
    found = _fit(overlaps)
    freedom = float(t_reach(found.freedom))
    variances = np.maximum((found.reach / freedom) ** 2, 1e-12)
    degrees = len(found.leniency) - 1
    # chdtri gives the point above which a share lies: of Q at the lower end of the spread little lies above it.
    low, middle, high = (
        _spread_at(found.leniency, variances, target)
        for target in (float(chdtri(degrees, 0.025)), float(degrees), float(chdtri(degrees, 0.975)))
    )
    p_value = float(chdtrc(degrees, _heterogeneity(found.leniency, variances, 0.0)))
    return Finding(middle, low, high, p_value, len(overlaps.score), lambda: as_hard(overlaps, found))


def as_hard(overlaps: Overlaps, fit: Severity) -> Debiased:
    """Mean scores by writer, raw and as an average rater would give them, over responses; intervals by cluster."""
    if overlaps.name is None or overlaps.name.max(initial=-1) < 0:
        raise NotEnoughData(Said("The responses bear no names of models, versions or temperatures to compare."))
    cells = codes_of(overlaps.response)
    # A score less its rater's leniency averages to the response's adjusted score.
    shift = fit.leniency[codes_of(overlaps.rater)]
    size = int(overlaps.name.max()) + 1
    table = np.full((6, size), np.nan)
    for place in np.unique(overlaps.name[overlaps.name >= 0]).tolist():
        mine = overlaps.name == place
        raw = _mean(overlaps.score[mine], cells[mine], overlaps.cluster[mine])
        table[:, place] = *raw, *_mean((overlaps.score - shift)[mine], cells[mine], overlaps.cluster[mine])
    n = np.bincount(overlaps.name[overlaps.name >= 0], minlength=size)
    return Debiased.of(table, n)


def _fit(overlaps: Overlaps) -> Severity:
    raters = codes_of(overlaps.rater)
    if not len(raters) or raters.max() + 1 < MIN_RATERS:
        n = int(raters.max()) + 1 if len(raters) else 0
        raise NotEnoughData(
            Said("How far people part needs at least {least} of them; there are {n}.", least=MIN_RATERS, n=n)
        )
    cells = codes_of(overlaps.response)
    shared = np.bincount(cells)[cells] > 1
    if not shared.any():
        raise NotEnoughData(Said("No two people scored the same response, so who is severe cannot be told."))
    return severity(cells, raters, overlaps.score)


def _mean(score: Floats, cells: Ints, clusters: Ints) -> tuple[float, float, float]:
    """The mean over responses of their mean score, and its ends (nan with one prompt)."""
    codes, first = np.unique(cells, return_inverse=True, return_index=True)[2], np.unique(cells, return_index=True)[1]
    means = np.bincount(codes, weights=score) / np.bincount(codes)
    found = cluster_mean(means, clusters[first])
    low, high = (np.nan if end is None else end for end in (found.low, found.high))
    return found.mean, low, high


def _heterogeneity(values: Floats, variances: Floats, square: float) -> float:
    """Cochran's Q of values around their weighted mean, were their true spread `square`."""
    weights = 1 / (variances + square)
    middle = float(weights @ values / weights.sum())
    return float(weights @ (values - middle) ** 2)


def _spread_at(values: Floats, variances: Floats, target: float) -> float:
    """The spread at which Q falls to the target, by bisection; zero where it is below from the first."""
    if _heterogeneity(values, variances, 0.0) <= target:
        return 0.0
    low, high = 0.0, 4 * float(np.ptp(values)) ** 2 * len(values) / max(target, 1e-3)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _heterogeneity(values, variances, middle) > target:
            low = middle
        else:
            high = middle
    return float(np.sqrt((low + high) / 2))


SPREAD = Audit("severity", "overlaps", spread)
