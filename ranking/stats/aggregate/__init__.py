"""How comparisons add up to strengths: one file per method, named here.

Each takes win matrices (draws, k, k), ties as half wins, and gives log-strengths (draws, k) with mean 0.
"""

from __future__ import annotations

from collections.abc import Callable

from ranking.stats.aggregate.bradley_terry import bradley_terry
from ranking.stats.aggregate.bradley_terry_prior import bradley_terry_prior
from ranking.stats.arrays import Floats

AGGREGATIONS: dict[str, Callable[[Floats], Floats]] = {
    "bradley_terry": bradley_terry,
    "bradley_terry_prior": bradley_terry_prior,
}
