"""Prediction-powered inference: a mean out of few human labels and many judge scores (PPI++)."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats
from ranking.stats.errors import NotEnoughData
from ranking.stats.estimates.base import Estimate, mean_interval
from ranking.stats.student import t_reach

MIN_LABELS = 5


def ppi_mean(labels: Floats, judged: Floats, unlabelled: Floats) -> Estimate:
    """The mean of people's scores: `labels` (n,), the judge's scores of the same rows `judged` (n,), and its
    scores of rows that no person scored, `unlabelled` (m,), all in points.

    Angelopoulos, Duchi & Zrnic (2023), "PPI++", section 2 with the power tuning of section 5: the judge is
    listened to as far as it narrows the interval, the weight being held between 0 and 1. Labelled rows must be a
    random part of all. Raises NotEnoughData below five labels or two unlabelled rows.
    """
    n, m = len(labels), len(unlabelled)
    if n < MIN_LABELS or m < 2:
        raise NotEnoughData(
            Said(
                "At least {least} rows scored by people and 2 scored by the judge alone are needed; "
                "there are {n} and {m}.",
                least=MIN_LABELS,
                n=n,
                m=m,
            )
        )
    weight = _weight(labels, judged, unlabelled)
    estimate = float(labels.mean() + weight * (unlabelled.mean() - judged.mean()))
    error = np.sqrt((labels - weight * judged).var(ddof=1) / n + weight**2 * unlabelled.var(ddof=1) / m)
    reach = float(t_reach(n - 1) * error)
    alone, low, high = mean_interval(labels)
    return Estimate(estimate, estimate - reach, estimate + reach, alone, low, high, weight, n, m)


def _weight(labels: Floats, judged: Floats, unlabelled: Floats) -> float:
    """The weight of least variance; none for a judge that never varies."""
    spread = float(np.concatenate([judged, unlabelled]).var(ddof=1))
    if spread == 0:
        return 0.0
    shared = float(np.cov(labels, judged)[0, 1])
    return float(np.clip(shared / ((1 + len(labels) / len(unlabelled)) * spread), 0.0, 1.0))
