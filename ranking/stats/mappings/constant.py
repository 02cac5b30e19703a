"""Everybody gets the people's mean: what a judge must beat to be worth anything."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.mappings.base import Features, Method, Params


def fit(_features: Features, people: Floats) -> Params:
    """The mean of people's scores (n,)."""
    return {"mean": float(people.mean())}


def apply(params: Params, features: Features) -> Floats:
    """That mean for every row."""
    return np.full(len(features.table), float(params["mean"]))


CONSTANT = Method("constant", fit, apply)
