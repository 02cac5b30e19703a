"""The judge's score as it is: its scale is people's already."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.mappings.base import Features, Method, Params


def fit(features: Features, _people: Floats) -> Params:
    """Nothing is fitted."""
    return {"on": features.names[features.own]}


def apply(params: Params, features: Features) -> Floats:
    """The judge's score."""
    return features.table[:, features.names.index(params["on"])]


def suits(features: Features, _people: Floats) -> bool:
    """Whether the judge's numbers are points of that scale, and differ at all."""
    return features.on_scale and bool(np.ptp(features.column()) > 0)


IDENTITY = Method("identity", fit, apply, suits)
