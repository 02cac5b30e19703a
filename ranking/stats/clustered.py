"""A mean and its standard error where rows of one group belong together."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats, Ints, codes_of, group_sums
from ranking.stats.errors import require_numbers


def mean_and_error(values: Floats, groups: Ints) -> tuple[float, float]:
    """The mean of values (n,) and its standard error by group (any integer labels; Cochran 1977, section 9A).

    The error is infinite where there is one group only. Raises NotEnoughData when empty, NotNumbers.
    """
    require_numbers(values)
    codes = codes_of(groups)
    (sums,) = group_sums(codes, values - values.mean())
    count = len(sums)
    if count < 2:
        return float(values.mean()), float("inf")
    return float(values.mean()), float(np.sqrt(count / (count - 1) * (sums**2).sum()) / len(values))
