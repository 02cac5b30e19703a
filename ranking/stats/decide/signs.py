"""The same by signs alone: a beta-binomial bet on how many discordant pairs the new version wins."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaln

from ranking.stats.arrays import Floats
from ranking.stats.errors import require_finite

LEAST = 1e-300


def log_wealth(values: Floats, lower: float) -> Floats:
    """The logarithm of the wealth after each unit (n,); bets against "wins are at most as frequent as losses".

    The chance of a win among the pairs that differ is drawn uniformly from 1/2 to 1 (Robbins 1970, the mixture
    for a coin). Ties change nothing. `lower` is not used: signs have no size. For differences of -1, 0 and 1 this and
    the bet on the mean ask the same; elsewhere a version that wins a little often and loses much rarely passes here.
    Raises NotNumbers.
    """
    require_finite(values)
    wins, losses = np.cumsum(values > 0), np.cumsum(values < 0)
    above_half = np.maximum(1 - betainc(wins + 1, losses + 1, 0.5), LEAST)
    return np.asarray(betaln(wins + 1, losses + 1) + np.log(above_half) + (wins + losses + 1) * np.log(2))
