"""The same question where differences are lopsided: mostly a little better, and once in a while a disaster."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats
from ranking.stats.errors import NotEnoughData, require_numbers
from ranking.stats.student import t_below


def corrected_p(values: Floats) -> float:
    """The one-sided p-value of "the mean of `values` (n,) is at most zero", corrected for skewness.

    Exchanging signs takes the differences to be symmetric around their mean; a t statistic, to be normal. Where losses
    have a long tail both refute too often: at 200 pairs with one disaster in twenty, 3.4 % in place of 2.5 %. Hall's
    transformation of the t statistic (1992, "On the removal of skewness by transformation", section 2) takes the first
    term of that error away, by a cubic that never turns. Raises NotEnoughData below two values, NotNumbers.
    """
    require_numbers(values)
    if len(values) < 2:
        raise NotEnoughData(Said("There is one pair only, so how pairs differ cannot be told."))
    n, spread = len(values), float(values.std(ddof=1))
    mean = float(values.mean())
    if spread == 0:
        return 0.0 if mean > 0 else 1.0
    skewness = float(((values - mean) ** 3).mean() / values.std() ** 3)
    effect = mean / spread
    turned = effect + skewness * effect**2 / 3 + skewness**2 * effect**3 / 27 + skewness / (6 * n)
    return 1 - t_below(float(np.sqrt(n) * turned), n - 1)
