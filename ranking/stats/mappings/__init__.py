"""How a judge's scores become people's: one file per method, the simplest first."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.errors import require_finite
from ranking.stats.mappings.base import Features, Method, Params
from ranking.stats.mappings.constant import CONSTANT
from ranking.stats.mappings.identity import IDENTITY
from ranking.stats.mappings.isotonic import ISOTONIC
from ranking.stats.mappings.linear import LINEAR
from ranking.stats.mappings.ordinal import ORDINAL
from ranking.stats.mappings.ridge import RIDGE

MAPPINGS: dict[str, Method] = {method.name: method for method in (CONSTANT, IDENTITY, LINEAR, ORDINAL, RIDGE, ISOTONIC)}


def apply_mapping(method: str, params: Params, features: Features) -> Floats:
    """People's scores (n,) as the stored mapping predicts them.

    Raises NotNumbers where the judge's score of the dimension itself is none; others may be missing (nan).
    """
    require_finite(features.column(), features.table[~np.isnan(features.table)])
    return MAPPINGS[method].apply(params, features)
