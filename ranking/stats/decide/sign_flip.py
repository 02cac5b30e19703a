"""The test at the end of the plan: could it have come about by chance which response was the new one?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ranking.stats.arrays import Bools, Floats

FLIPS = 10_000
# Cells of a table of signs held at once.
CELLS = 4_000_000


def sign_flip_p(
    values: Floats,
    *,
    seed: int,
    flips: int = FLIPS,
    earlier: Callable[[Floats], Bools] | None = None,
) -> float:
    """The one-sided p-value of "the mean of `values` (n,) is at most zero".

    Were old and new alike, each difference might as well have had the other sign (Fisher 1935, section 21; Phipson &
    Smyth 2010 for the 1 added to both counts). The p-value is the share of `flips` random exchanges that do at least
    as well. `earlier` takes signs (b, n) and tells which of them would have been promoted at an early look: those have
    done better than anything at the end, so the early looks are paid for exactly, and not by a bound.
    """
    mean, size = float(values.sum()), np.abs(values)
    as_good = 0
    for signs in _signs(len(values), flips, seed):
        beaten = signs @ size >= mean - 1e-9 * (1 + abs(mean))
        as_good += int((beaten | earlier(signs)).sum() if earlier else beaten.sum())
    return (1 + as_good) / (1 + flips)


def _signs(n: int, flips: int, seed: int) -> Iterator[Floats]:
    random = np.random.default_rng(seed)
    rows = max(1, CELLS // max(n, 1))
    for start in range(0, flips, rows):
        yield random.choice(np.array([-1.0, 1.0]), size=(min(rows, flips - start), n))
