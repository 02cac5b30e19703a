"""How far people part in severity, and versions' means once it is taken off."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.special import fdtrc, fdtri

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.audits.base import Audit, Debiased, Finding, Overlaps
from ranking.stats.errors import NotEnoughData
from ranking.stats.means import cluster_mean
from ranking.stats.reliability.severity import Severity, severity

MIN_RATERS = 3
_STEPS = 60


def spread(overlaps: Overlaps) -> Finding:
    """The standard deviation, in points, of how lenient people are with the same responses.

    Leniencies are those of the additive two-way fit (`reliability.severity`). With information L they vary around
    the truth by sigma^2 L^+, and the truth by tau^2 around its mean: Q(tau^2), the sum of their squared components
    along the eigenvectors of L^+ over sigma^2 e_i + tau^2, is about r - 1 times an F of r - 1 and the fit's degrees of
    freedom, exactly so where tau is none (the F-test of the two-way layout). The estimate sets Q to r - 1 (Paule &
    Mandel 1982), the ends to F's quantiles (the Q-profile, Viechtbauer 2007); the p-value is twice the upper tail's, so
    that it and the interval say the same. Raises NotEnoughData below three raters
    or where no response has two, NotConnected where raters share no response.
    """
    found = _fit(overlaps)
    parts, errors = _components(overlaps, found)
    size, freedom = len(parts), found.freedom
    # At the lower end of the spread Q is as high as it may be.
    targets = (float(fdtri(size, freedom, 0.975)), 1.0, float(fdtri(size, freedom, 0.025)))
    low, middle, high = (_spread_at(parts, errors, size * target) for target in targets)
    # Of both tails, as the interval is: below 5 % just where the lower end is above zero.
    p_value = min(1.0, 2 * float(fdtrc(size, freedom, _q(parts, errors, 0.0) / size)))
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


def _components(overlaps: Overlaps, fit: Severity) -> tuple[Floats, Floats]:
    """The squared components (r - 1,) of the leniencies along the eigenvectors of their covariance, and its values."""
    cells, raters = codes_of(overlaps.response), codes_of(overlaps.rater)
    counts = sparse.csr_matrix((np.ones(len(cells)), (cells, raters)))
    per_cell = np.asarray(counts.sum(axis=1)).ravel()
    shared = counts.T @ sparse.diags_array(1 / per_cell) @ counts
    information = np.diag(np.asarray(counts.sum(axis=0)).ravel()) - np.asarray(shared.todense())
    values, vectors = np.linalg.eigh(information)
    # The first value is nought: only differences between raters are told.
    return np.asarray((vectors[:, 1:].T @ fit.leniency) ** 2), fit.sigma**2 / np.maximum(values[1:], 1e-12)


def _q(parts: Floats, errors: Floats, square: float) -> float:
    return float((parts / np.maximum(errors + square, 1e-12)).sum())


def _spread_at(parts: Floats, errors: Floats, target: float) -> float:
    """The spread at which Q falls to the target, by bisection; zero where it is below from the first."""
    if _q(parts, errors, 0.0) <= target:
        return 0.0
    low, high = 0.0, float(parts.sum()) / max(target, 1e-9)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _q(parts, errors, middle) > target:
            low = middle
        else:
            high = middle
    return float(np.sqrt((low + high) / 2))


SPREAD = Audit("severity", "overlaps", spread)
