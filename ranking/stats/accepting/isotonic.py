"""Any rising curve of the score, where there is enough data for one (Zadrozny & Elkan 2002)."""

from __future__ import annotations

import numpy as np

from ranking.stats.accepting.base import Acceptor, Claims
from ranking.stats.arrays import Floats
from ranking.stats.mappings.base import Features, Params
from ranking.stats.mappings.isotonic import ISOTONIC as RISING
from ranking.stats.mappings.isotonic import MIN_ROWS


def fit(claims: Claims, accepted: Floats) -> Params:
    """Knots of the score and of the chance; a chance of none or all of n is one of n + 2 less."""
    params = RISING.fit(_features(claims), accepted)
    least = 1 / (len(accepted) + 2)
    return {"scores": params["scores"], "chances": np.clip(params["people"], least, 1 - least).tolist()}


def apply(params: Params, claims: Claims) -> Floats:
    """Between two knots along the line that joins them; beyond the ends as at the ends."""
    return np.interp(claims.score, params["scores"], params["chances"])


def suits(claims: Claims) -> bool:
    """Whether there are enough rows, and a score that varies."""
    return len(claims.score) >= MIN_ROWS and float(np.ptp(claims.score)) > 0


def _features(claims: Claims) -> Features:
    return Features(claims.score[:, None], ["score"], 0)


ISOTONIC = Acceptor("isotonic", fit, apply, suits)
