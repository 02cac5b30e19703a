"""A chart read on: each new residual moves it by one step, and a sum above its height is a signal."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import fmean, stdev

import numpy as np

from ranking.stats.drift.chart import Chart, Observation, State
from ranking.stats.drift.scores import lot, normal_score
from ranking.stats.errors import require_finite


@dataclass(frozen=True)
class Signal:
    """Something moved: `up` or down, since the mean of number `since` (the sum's last zero), first seen in `first` of
    the rows and at `at`; `size` is how far the means since then lie from the usual ones, in the residuals' own points,
    `deviations` the same in standard deviations of a mean; `means` lie in it."""

    up: bool
    since: int
    first: int
    last: int
    at: str
    until: str
    size: float
    deviations: float
    means: int


def followed(chart: Chart, state: State, observations: Iterable[Observation]) -> tuple[State, Signal | None]:
    """The state after the observations, or after the first one at which the chart alarms, with the signal.

    What comes after a signal is not read: who starts the chart again says from where. The same observations in one
    call or in many give the same state. Raises NotNumbers.
    """
    observations = list(observations)
    require_finite(np.array([one.value for one in observations]))
    walker = _Walker(chart, state)
    for one in observations:
        signal = walker.step(one)
        if signal is not None:
            return walker.state(), signal
    return walker.state(), None


def restarted(state: State, *, anew: bool) -> State:
    """The chart after an alarm was dealt with: at zero; `anew`, so that what comes from now on is the usual."""
    sums = replace(state, up=0.0, down=0.0, up_zero=state.groups, down_zero=state.groups, open=[], open_row=None)
    return replace(sums, usual=[]) if anew else sums


class _Walker:
    """A state that changes while it is read on; its lists are copies."""

    def __init__(self, chart: Chart, state: State) -> None:
        self.chart, self.start = chart, state
        self.usual, self.ordered = list(state.usual), sorted(state.usual)
        self.open, self.open_row = [list(one) for one in state.open], state.open_row
        self.up, self.down = state.up, state.down
        self.up_zero, self.down_zero = state.up_zero, state.down_zero
        self.groups, self.rows, self.path = state.groups, state.rows, list(state.path)
        self.last, self.at = state.last, state.at

    def state(self) -> State:
        return State(
            self.start.seed, self.usual, self.open, self.open_row, self.up, self.down, self.up_zero, self.down_zero,
            self.groups, self.rows, self.last, self.at, self.path[-self.chart.path :],
        )  # fmt: skip

    def step(self, one: Observation) -> Signal | None:
        """A new unit begins a new mean where the forming one is full, so that a unit's neighbours stay together."""
        self.rows += 1
        signal = None
        new = not self.open or self.open[-1][0] != one.unit
        if new and len(self.open) == self.chart.size:
            signal = self._close(one)
        if new:
            self.open.append([one.unit, 0.0, 0])
        if self.open_row is None:
            self.open_row = one.row
        self.open[-1][1] += one.value
        self.open[-1][2] += 1
        self.last, self.at = one.row, one.at
        return signal

    def _close(self, following: Observation) -> Signal | None:
        mean = fmean(total / n for _unit, total, n in self.open)
        first, self.open, self.open_row = self.open_row, [], following.row
        self._count(mean)
        self.path.append([self.groups, first, self.last, self.at, mean, round(self.up, 4), round(self.down, 4)])
        self.groups += 1
        height = self.chart.height
        return self._signal() if max(self.up, self.down) > height else None

    def _count(self, mean: float) -> None:
        """Page's two sums of the mean's normal score; while too few came before, they stay at zero."""
        if len(self.usual) >= self.chart.warm:
            score = normal_score(mean, self.ordered, lot(self.start.seed, self.groups))
            self.up = max(0.0, self.up + score - self.chart.allowance)
            self.down = max(0.0, self.down - score - self.chart.allowance)
        if self.up == 0.0:
            self.up_zero = self.groups + 1
        if self.down == 0.0:
            self.down_zero = self.groups + 1
        if len(self.usual) < self.chart.most:
            self.usual.append(mean)
            bisect.insort(self.ordered, mean)

    def _signal(self) -> Signal:
        up = self.up > self.down
        since = self.up_zero if up else self.down_zero
        moved = [row for row in self.path if row[0] >= since]
        before = [row[4] for row in self.path if row[0] < since] or self.usual
        # The chart remembers fewer of the latest means than of the usual ones, so both may be known only in part.
        usual = self.usual if len(self.usual) == self.chart.most else self.usual[: -len(moved)] or before
        size = fmean(row[4] for row in moved) - fmean(usual)
        spread = stdev(usual) if len(usual) > 1 else 0.0
        return Signal(
            up, since, moved[0][1], moved[-1][2], moved[0][3], moved[-1][3], size,
            size / spread if spread else 0.0, len(moved),
        )  # fmt: skip
