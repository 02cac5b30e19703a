"""A straight line on the judge's own score: shifts and stretches its scale."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.mappings.base import Features, Method, Params


def fit(features: Features, people: Floats) -> Params:
    """Least squares of people's scores (n,) on the judge's; a judge that never varies gets slope 0."""
    judge = features.column()
    spread = float(((judge - judge.mean()) ** 2).sum())
    slope = float(((judge - judge.mean()) * (people - people.mean())).sum() / spread) if spread > 0 else 0.0
    return {
        "slope": slope,
        "intercept": float(people.mean() - slope * judge.mean()),
        "on": features.names[features.own],
    }


def apply(params: Params, features: Features) -> Floats:
    """intercept + slope x the judge's score."""
    return np.asarray(params["intercept"] + params["slope"] * features.table[:, features.names.index(params["on"])])


LINEAR = Method("linear", fit, apply)
