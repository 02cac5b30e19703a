"""Everything is accepted as often as anything: what a score must beat to be worth anything."""

from __future__ import annotations

import numpy as np

from ranking.stats.accepting.base import Acceptor, Claims
from ranking.stats.arrays import Floats
from ranking.stats.mappings.base import Params


def fit(_claims: Claims, accepted: Floats) -> Params:
    """The share (n,) accepted, moved a little towards a half so that it is never certain."""
    return {"share": float((accepted.sum() + 0.5) / (len(accepted) + 1))}


def apply(params: Params, claims: Claims) -> Floats:
    """That share for every row."""
    return np.full(len(claims.score), float(params["share"]))


CONSTANT = Acceptor("constant", fit, apply)
