"""Bradley-Terry with a weak normal prior, for comparisons in which somebody never lost or never won."""

from __future__ import annotations

from ranking.stats.aggregate.solver import log_strengths
from ranking.stats.arrays import Floats

# A standard deviation of 2 in log-strength: 95 % of contestants within about 700 Elo points of the middle.
PRIOR_SD = 2.0


def bradley_terry_prior(wins: Floats) -> Floats:
    """The most probable log-strengths (draws, k) of win matrices (draws, k, k) under that prior."""
    return log_strengths(wins, precision=1 / PRIOR_SD**2)
