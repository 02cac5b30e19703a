"""What a lead set, and how things stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import erf, sqrt


@dataclass(frozen=True)
class Terms:
    """What opens a round (None or False: not that), and what ends it."""

    on_alarm: bool = False
    feedback_count: int | None = None
    next_at: datetime | None = None
    margin: float | None = None
    stop_sure: bool = False
    stop_gain: bool = False
    most_rounds: int | None = None
    most_tokens: int | None = None
    most_cost: float | None = None


@dataclass(frozen=True)
class Standing:
    """A version's mean score in a round with its 95 % interval, in points."""

    name: str
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Facts:
    """How things stand.

    `alarms` are those that no round was opened for (keys, oldest first); `feedback` the remarks since the last look;
    `best` the versions' scores in the last round that asked what the plan asks, best first; `p_best` the chance that
    the leader of comparisons is the best; `gains` the best score of each finished round that asked so, in order; the
    rest was spent since the schedule was switched on (`cost` None without prices).
    """

    now: datetime
    alarms: Sequence[int] = ()
    feedback: int = 0
    best: Sequence[Standing] = ()
    p_best: float | None = None
    gains: Sequence[tuple[int, float]] = field(default_factory=tuple)
    rounds: int = 0
    tokens: int = 0
    cost: float | None = None

    @property
    def flip(self) -> float | None:
        """The chance that the two best stand the other way round; None where it cannot be told.

        Of comparisons where there are any, else of the two means as normal and independent, which for scores of the
        same prompts errs on the side of asking more.
        """
        if self.p_best is not None:
            return 1 - self.p_best
        if len(self.best) < 2:
            return None
        one, two = self.best[0], self.best[1]
        if one.low is None or one.high is None or two.low is None or two.high is None:
            return None
        error = sqrt((one.high - one.low) ** 2 + (two.high - two.low) ** 2) / (2 * 1.96)
        if error == 0:
            return 0.0 if one.mean > two.mean else 0.5
        return 0.5 * (1 - erf((one.mean - two.mean) / error / sqrt(2)))
