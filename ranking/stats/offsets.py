"""How severe or lenient each rater is, shrunken towards nothing."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats, Ints


def rater_offsets(residuals: Floats, raters: Ints, size: int) -> Floats:
    """The shrunken mean residual of each rater 0..size-1; a rater without rows gets 0.

    Empirical Bayes for a one-way random-effects model (Searle, Casella & McCulloch 1992, section 3.6): the mean of
    n_r residuals is multiplied by n_r / (n_r + within / between), variances by analysis of variance.
    """
    n = np.bincount(raters, minlength=size).astype(float)
    sums = np.bincount(raters, weights=residuals, minlength=size)
    means = np.divide(sums, n, out=np.zeros(size), where=n > 0)
    seen = int((n > 0).sum())
    total = n.sum()
    if seen < 2 or total <= seen:
        return np.zeros(size)
    within = float(((residuals - means[raters]) ** 2).sum() / (total - seen))
    typical = (total - (n**2).sum() / total) / (seen - 1)
    spread = float((n * (means - residuals.mean()) ** 2).sum() / (seen - 1))
    between = (spread - within) / typical
    if between <= 0:
        return np.zeros(size)
    return np.asarray(means * n / (n + within / between))
