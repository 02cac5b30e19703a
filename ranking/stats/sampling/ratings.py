"""Which response's score is worth another rating."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats, Ints

_FEW = 2


def worth_rating(n: Ints, mean: Floats, squares: Floats, predicted: Floats) -> Floats:
    """How much each response (k,) asks for another rating, in points of the scale; higher asks more.

    `n` ratings so far, their `mean` and sum of `squares` around it, and what a calibrated judge `predicted` (nan where
    no judge). It is the standard error that the response's mean has after shrinking towards the prediction (empirical
    Bayes with the pooled noise), raised where its own raters part more than usual, and by half of what stands between
    the raters' mean and the judge.
    """
    freedom = np.maximum(n - 1, 0)
    pooled = float(squares.sum() / freedom.sum()) if freedom.sum() > 0 else 1.0
    centre = float(np.average(mean[n > 0], weights=n[n > 0])) if (n > 0).any() else 0.0
    expected = np.where(np.isnan(predicted), centre, predicted)
    conflict = np.where(n > 0, np.abs(mean - expected), 0.0)
    between = max(float(np.mean(conflict[n > 0] ** 2)) if (n > 0).any() else pooled, 1e-9)
    # Each response's own noise, held to the pooled one as if that were two ratings.
    own = (squares + _FEW * pooled) / (freedom + _FEW)
    error = np.sqrt(1 / (1 / between + n / np.maximum(own, 1e-9)))
    return np.asarray(error + conflict / 2)
