"""Temperature scaling: the claim's own log-odds, divided by one number (Guo et al. 2017, section 4.2)."""

from __future__ import annotations

import numpy as np

from ranking.stats.accepting.base import Acceptor, Claims, log_odds
from ranking.stats.arrays import Floats
from ranking.stats.logistic import fit_logistic, sigmoid
from ranking.stats.mappings.base import Params

# Verdicts without degrees have no temperature.
_LEAST_DEGREES = 3


def fit(claims: Claims, accepted: Floats) -> Params:
    """By what the log-odds of the claims are to be multiplied; 1 is a claim that holds as it stands."""
    table = log_odds(claims.chance)[:, None]
    return {"factor": float(fit_logistic(table, accepted, np.ones(len(accepted))).coefficients[0])}


def apply(params: Params, claims: Claims) -> Floats:
    """1 / (1 + exp(-factor x log-odds of the claim))."""
    return sigmoid(params["factor"] * log_odds(claims.chance))


def suits(claims: Claims) -> bool:
    """Whether the claims have degrees."""
    return len(np.unique(claims.chance)) >= _LEAST_DEGREES


TEMPERATURE = Acceptor("temperature", fit, apply, suits)
