"""How a score becomes the chance that a person accepts: one file per method, the simplest first."""

from __future__ import annotations

from ranking.stats.accepting.base import Acceptor, Claims
from ranking.stats.accepting.constant import CONSTANT
from ranking.stats.accepting.isotonic import ISOTONIC
from ranking.stats.accepting.sigmoid import SIGMOID
from ranking.stats.accepting.temperature import TEMPERATURE
from ranking.stats.arrays import Floats
from ranking.stats.mappings.base import Params

ACCEPTORS: dict[str, Acceptor] = {one.name: one for one in (CONSTANT, TEMPERATURE, SIGMOID, ISOTONIC)}


def apply_acceptor(method: str, params: Params, claims: Claims) -> Floats:
    """The chance (n,) that a person accepts, as the stored map predicts it."""
    return ACCEPTORS[method].apply(params, claims)
