"""Ridge regression on all of the judge's dimensions (Hoerl & Kennard 1970)."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.mappings.base import Features, Method, Params, filled

_PENALTIES = np.geomspace(1.0, 10_000.0, 13)


def fit(features: Features, people: Floats) -> Params:
    """Coefficients on the judge's scores in points of its scales; missing scores count as the column's mean.

    The penalty is the one of least generalised cross-validation error (Golub, Heath & Wahba 1979).
    """
    middles = np.array([_middle(column) for column in features.table.T])
    table = filled(features.table, middles) - middles
    spread = table.std(axis=0)
    spread[spread == 0] = 1.0
    weights = _least_gcv(table / spread, people - people.mean()) / spread
    return {
        "intercept": float(people.mean() - weights @ middles),
        "coefficients": dict(zip(features.names, weights.tolist(), strict=True)),
        "missing": dict(zip(features.names, middles.tolist(), strict=True)),
    }


def apply(params: Params, features: Features) -> Floats:
    """intercept + the sum of coefficient x score, a missing score being the mean seen in fitting."""
    weights = np.array([params["coefficients"][name] for name in features.names])
    middles = np.array([params["missing"][name] for name in features.names])
    return np.asarray(params["intercept"] + filled(features.table, middles) @ weights)


def _least_gcv(table: Floats, target: Floats) -> Floats:
    left, values, right = np.linalg.svd(table, full_matrices=False)
    projected = left.T @ target
    outside = float(target @ target - projected @ projected)
    n = len(target)

    def error(penalty: float) -> float:
        kept = values**2 / (values**2 + penalty)
        residual = outside + float((((1 - kept) * projected) ** 2).sum())
        return residual / (n - 1 - float(kept.sum())) ** 2 if n - 1 > kept.sum() else np.inf

    penalty = min(_PENALTIES, key=error)
    return np.asarray(right.T @ (values / (values**2 + penalty) * projected))


def _middle(column: Floats) -> float:
    seen = column[~np.isnan(column)]
    return float(seen.mean()) if len(seen) else 0.0


RIDGE = Method("ridge", fit, apply)
