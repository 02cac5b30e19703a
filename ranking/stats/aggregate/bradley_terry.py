"""Bradley-Terry by maximum likelihood, a tie being half a win for each."""

from __future__ import annotations

from ranking.stats.aggregate.solver import log_strengths
from ranking.stats.arrays import Floats


def bradley_terry(wins: Floats) -> Floats:
    """Log-strengths (draws, k) of win matrices (draws, k, k); needs strongly connected comparisons."""
    return log_strengths(wins)
