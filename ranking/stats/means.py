"""Means of people's scores with an interval that knows that rows of one item belong together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, group_sums
from ranking.stats.errors import NotEnoughData
from ranking.stats.student import t_reach, t_two_sided


@dataclass(frozen=True)
class Mean:
    """A mean, its interval (None where there is one cluster only), rows and clusters."""

    mean: float
    low: float | None
    high: float | None
    n: int
    clusters: int
    p_value: float | None


def cluster_mean(values: Floats, clusters: Ints, *, level: float = 0.95) -> Mean:
    """The mean of `values` (n,) with a cluster-robust t interval; `clusters` (n,) are any integer labels.

    The standard error is that of a ratio mean (Cochran 1977, section 9A): residual sums by cluster, with
    clusters - 1 degrees of freedom. `p_value` is two-sided against a mean of zero. Raises NotEnoughData when empty.
    """
    if not len(values):
        raise NotEnoughData(Said("There is no row to average."))
    mean = float(values.mean())
    codes = np.unique(clusters, return_inverse=True)[1]
    count = int(codes.max()) + 1
    if count < 2:
        return Mean(mean, None, None, len(values), count, None)
    (residuals,) = group_sums(codes, values - mean)
    error = float(np.sqrt(count / (count - 1) * (residuals**2).sum()) / len(values))
    reach = float(t_reach(count - 1, level)) * error
    return Mean(mean, mean - reach, mean + reach, len(values), count, _p_value(mean, error, count - 1))


def _p_value(mean: float, error: float, freedom: int) -> float:
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return t_two_sided(mean / error, freedom)
