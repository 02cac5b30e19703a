"""One thing that a confirmation asks: how far new lies from old, and whether it is far enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.decide.betting import confidence_sequence
from ranking.stats.decide.sequential import Tested, sequential_test
from ranking.stats.errors import NotEnoughData
from ranking.stats.means import cluster_mean

LEVEL = 0.95


@dataclass(frozen=True)
class Looks:
    """Where the looks fall: early ones after `ends` units, and whether this is the end of the plan.

    `alpha` is the level of the primary question, `guard_alpha` that of each question that must also hold.
    """

    ends: tuple[int, ...]
    final: bool
    seed: int
    alpha: float
    guard_alpha: float = 0.05
    flips: int = 10_000


@dataclass(frozen=True)
class Measure:
    """An estimated difference in points with its 95 % interval, and the test that it lies beyond `null`.

    It should lie above `null`, or where `below` is true, below. `n` of `planned` units are in; `spread` is their
    standard deviation. An interval of the end is Student's, that of an early look holds at all looks at once.
    """

    estimate: float
    low: float
    high: float
    spread: float
    n: int
    planned: int
    null: float
    tested: Tested
    below: bool = False

    @property
    def effect(self) -> float:
        """How far the estimate lies beyond `null`, on the side where it should."""
        return self.null - self.estimate if self.below else self.estimate - self.null

    @property
    def broken(self) -> bool:
        """Whether the whole interval lies on the wrong side."""
        return self.low > self.null if self.below else self.high < self.null


def measure(values: Floats, *, reach: float, null: float, alpha: float, planned: int, looks: Looks) -> Measure:
    """Test "the mean of `values` (n,), each within ± `reach`, is at most `null`", in the order the units came in.

    For the primary metric `null` is 0; for a guard it is less the margin (non-inferiority). Raises NotEnoughData.
    """
    if len(values) < 2:
        raise NotEnoughData(Said("There are fewer than two pairs to compare yet."))
    tested = sequential_test(
        values - null, lower=-reach - null, ends=looks.ends, alpha=alpha, final=looks.final, seed=looks.seed,
        flips=looks.flips,
    )  # fmt: skip
    low, high = interval(values, reach=reach, final=looks.final)
    return Measure(
        estimate=float(values.mean()), low=low, high=high, spread=float(values.std(ddof=1)), n=len(values),
        planned=planned, null=null, tested=tested,
    )  # fmt: skip


def interval(values: Floats, *, reach: float, final: bool, level: float = LEVEL) -> tuple[float, float]:
    """Student's interval at the end of the plan, and before it one that holds however often one looks."""
    if not final:
        return confidence_sequence(values, lower=-reach, upper=reach, level=level)
    found = cluster_mean(values, np.arange(len(values)), level=level)
    if found.low is None or found.high is None:
        raise NotEnoughData(Said("There is one pair only."))
    return found.low, found.high


def looked_at(came: Sequence[float] | Floats, at: Sequence[float]) -> tuple[Ints, tuple[int, ...]]:
    """The order in which units came in (n,) by their times `came`, and how many were there at each look `at`."""
    order = np.argsort(np.asarray(came, dtype=float), kind="stable").astype(np.int64)
    times = np.asarray(came, dtype=float)[order]
    return order, tuple(int(np.searchsorted(times, moment, side="right")) for moment in at)
