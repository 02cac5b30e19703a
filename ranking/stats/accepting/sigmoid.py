"""Platt scaling: the log-odds of acceptance are a line in the score (Platt 1999, section 2)."""

from __future__ import annotations

import numpy as np

from ranking.stats.accepting.base import Acceptor, Claims
from ranking.stats.arrays import Floats
from ranking.stats.logistic import fit_logistic
from ranking.stats.logistic import sigmoid as logistic
from ranking.stats.mappings.base import Params


def fit(claims: Claims, accepted: Floats) -> Params:
    """Intercept and slope of the log-odds on the score (n,), in its own points."""
    middle, spread = float(claims.score.mean()), float(claims.score.std()) or 1.0
    table = np.stack([np.ones(len(accepted)), (claims.score - middle) / spread], axis=1)
    intercept, slope = fit_logistic(table, accepted, np.ones(len(accepted))).coefficients
    return {"intercept": float(intercept - slope * middle / spread), "slope": float(slope / spread)}


def apply(params: Params, claims: Claims) -> Floats:
    """1 / (1 + exp(-(intercept + slope x score)))."""
    return logistic(params["intercept"] + params["slope"] * claims.score)


def suits(claims: Claims) -> bool:
    """Whether the score varies."""
    return float(np.ptp(claims.score)) > 0


SIGMOID = Acceptor("sigmoid", fit, apply, suits)
