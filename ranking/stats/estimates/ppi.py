"""Prediction-powered inference: a mean out of few human labels and many judge scores (PPI++)."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats
from ranking.stats.errors import NotEnoughData, require_numbers
from ranking.stats.estimates.base import Estimate, mean_interval
from ranking.stats.student import t_reach

MIN_LABELS = 10


def ppi_mean(labels: Floats, judged: Floats, unlabelled: Floats) -> Estimate:
    """The mean of people's scores: `labels` (n,), the judge's scores of the same rows `judged` (n,), and its
    scores of rows that no person scored, `unlabelled` (m,), all in points.

    Angelopoulos, Duchi & Zrnic (2023), "PPI++", section 2 with the power tuning of section 5: the judge is listened to
    as far as it narrows the interval, the weight being held between 0 and 1 and costing a degree of freedom. Where
    that would widen the interval the labels stand alone, so it is never wider than theirs. Labelled rows must be a
    random part of all; the interval is for these raters, on rows like these. Raises NotEnoughData below ten labels or
    two unlabelled rows, or where all labels are the same.
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
    require_numbers(labels, judged, unlabelled)
    if float(np.ptp(labels)) == 0:
        raise NotEnoughData(Said("All scores are the same, so how they spread cannot be told."))
    alone, low, high = mean_interval(labels)
    weight = _weight(labels, judged, unlabelled)
    own = float((labels - weight * judged).var(ddof=1)) * (n - 1) / (n - 2)
    reach = float(t_reach(n - 2) * np.sqrt(own / n + weight**2 * float(unlabelled.var(ddof=1)) / m))
    if weight == 0 or reach >= (high - low) / 2:
        return Estimate(alone, low, high, alone, low, high, 0.0, n, m)
    estimate = alone + weight * float(unlabelled.mean() - judged.mean())
    return Estimate(estimate, estimate - reach, estimate + reach, alone, low, high, weight, n, m)


def _weight(labels: Floats, judged: Floats, unlabelled: Floats) -> float:
    """The weight of least variance; none for a judge that never varies."""
    n, m = len(labels), len(unlabelled)
    spread = float(judged.var(ddof=1)) / n + float(unlabelled.var(ddof=1)) / m
    if spread == 0:
        return 0.0
    return float(np.clip(float(np.cov(labels, judged)[0, 1]) / n / spread, 0.0, 1.0))
