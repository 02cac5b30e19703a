"""The test at the end of the plan: could it have come about by chance which response was the new one?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Bools, Floats
from ranking.stats.errors import require_numbers

FLIPS = 10_000
# Cells of a table of signs held at once.
CELLS = 4_000_000


@dataclass(frozen=True)
class Flipped:
    """The one-sided p-value, and the share of exchanges that an early look would have promoted."""

    p_value: float
    early: float


def sign_flip(
    values: Floats,
    *,
    seed: int,
    flips: int = FLIPS,
    earlier: Callable[[Floats], Bools] | None = None,
) -> Flipped:
    """Test "the mean of `values` (n,) is at most zero" by exchanging old and new at random.

    Were old and new alike, each difference might as well have had the other sign (Fisher 1935, section 21; Phipson &
    Smyth 2010 for the 1 added to both counts). The p-value is the share of `flips` random exchanges that do at least
    as well. `earlier` takes signs (b, n) and tells which of them would have been promoted at an early look: those have
    done better than anything at the end, so the early looks are paid for exactly, and not by a bound.
    Raises NotEnoughData when empty, NotNumbers.
    """
    require_numbers(values)
    mean, size = float(values.sum()), np.abs(values)
    as_good = early = 0
    for signs in _signs(len(values), flips, seed):
        beaten = signs @ size >= mean - 1e-9 * (1 + abs(mean))
        promoted = earlier(signs) if earlier else np.zeros(len(signs), dtype=bool)
        as_good += int((beaten | promoted).sum())
        early += int(promoted.sum())
    return Flipped((1 + as_good) / (1 + flips), early / flips)


def _signs(n: int, flips: int, seed: int) -> Iterator[Floats]:
    random = np.random.default_rng(seed)
    rows = max(1, CELLS // max(n, 1))
    for start in range(0, flips, rows):
        yield random.choice(np.array([-1.0, 1.0]), size=(min(rows, flips - start), n))
