"""What every map from a score or a claim to the chance of acceptance has in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.mappings.base import Params

# A claim of certainty is taken as one of 1 in 10,000 that is wrong: its log-odds are then finite.
CERTAIN = 1e-4


@dataclass(frozen=True)
class Claims:
    """Of each row (n,): a score in points, and the chance of acceptance that its source claims by itself."""

    score: Floats
    chance: Floats

    def rows(self, chosen: Any) -> Claims:
        """Some of the rows."""
        return Claims(self.score[chosen], self.chance[chosen])


def always(_claims: Claims) -> bool:
    """Suits any data."""
    return True


@dataclass(frozen=True)
class Acceptor:
    """One way to map: `fit` gives parameters that survive JSON, `apply` gives chances (n,)."""

    name: str
    fit: Callable[[Claims, Floats], Params]
    apply: Callable[[Params, Claims], Floats]
    suits: Callable[[Claims], bool] = always


def log_odds(chance: Floats) -> Floats:
    """The log-odds (n,) of chances, certain ones being taken as nearly so."""
    inside = np.clip(chance, CERTAIN, 1 - CERTAIN)
    return np.asarray(np.log(inside / (1 - inside)))
