"""Least squares whose errors know the clusters, with what each row adds to each coefficient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints


@dataclass(frozen=True)
class Regression:
    """Coefficients (d,) and each row's influence on them (n, d): their sums by cluster give the errors."""

    coefficients: Floats
    influence: Floats


def least_squares(table: Floats, target: Floats) -> Regression:
    """Coefficients of `target` (n,) on `table` (n, d), whose columns must be independent."""
    inverse = np.linalg.inv(table.T @ table)
    beta = inverse @ (table.T @ target)
    return Regression(beta, (table * (target - table @ beta)[:, None]) @ inverse)


def cluster_errors(influence: Floats, codes: Ints) -> Floats:
    """Standard errors (d,) of what the influences (n, d) are of, by cluster codes 0..k-1 (Liang & Zeger 1986).

    The squares of the clusters' sums, times k / (k - 1): the sandwich of a regression, the linearised variance of
    a ratio or of any smooth function of such.
    """
    sums = np.stack([np.bincount(codes, weights=column) for column in influence.T], axis=1)
    count = len(sums)
    return np.asarray(np.sqrt(np.maximum((sums**2).sum(axis=0), 0.0) * count / max(count - 1, 1)))
