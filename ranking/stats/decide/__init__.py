"""Does the new version do better? One file per method; the tests that may be looked at early are named here."""

from __future__ import annotations

from collections.abc import Callable

from ranking.stats.arrays import Floats
from ranking.stats.decide import betting, signs

# (differences (n,), their lower bound) -> the logarithm of the evidence after each unit (n,)
E_PROCESSES: dict[str, Callable[[Floats, float], Floats]] = {
    "betting": betting.log_wealth,
    "signs": signs.log_wealth,
}
