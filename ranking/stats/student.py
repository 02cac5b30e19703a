"""Student's t, and p-values of many tests.

Written on scipy.special: importing scipy.stats costs every web process seconds of start-up.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtr, stdtrit

from ranking.stats.arrays import Floats
from ranking.stats.errors import require_finite


def t_reach(freedom: float | Floats, share: float = 0.95) -> Floats:
    """How many standard errors each half of a central interval spans."""
    return np.asarray(stdtrit(freedom, 0.5 + share / 2))


def t_below(statistic: float, freedom: float) -> float:
    """The probability of a value below the statistic."""
    return float(stdtr(freedom, statistic))


def t_two_sided(statistic: float, freedom: float) -> float:
    """The probability of a value at least as far from zero."""
    return 2 * t_below(-abs(statistic), freedom)


def false_discovery(p_values: Floats, *, dependent: bool) -> Floats:
    """Adjusted p-values (n,): Benjamini & Hochberg (1995), or Benjamini & Yekutieli (2001) under any dependence. Raises
    NotNumbers."""
    require_finite(p_values)
    n = len(p_values)
    order = np.argsort(p_values)
    penalty = float((1 / np.arange(1, n + 1)).sum()) if dependent else 1.0
    scaled = p_values[order] * n / np.arange(1, n + 1) * penalty
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted
