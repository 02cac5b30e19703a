"""What a chart of drift is set to, what it reads, and all that it remembers, as plain JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from math import sqrt
from typing import Any

from ranking.stats.drift.threshold import height_for


@dataclass(frozen=True)
class Observation:
    """One residual: of which `unit` (an item: its neighbours are averaged), from which `row`, and when (ISO time)."""

    unit: int
    row: int
    value: float
    at: str = ""


@dataclass(frozen=True)
class Chart:
    """A two-sided CUSUM (Page 1954) over means of `size` units, sharpest for a shift of `shift` standard deviations of
    a unit, with a false alarm every `run` units on average.

    `shift` is less than the half of a standard deviation that it is to find: what comes after a drift is taken into
    what is usual too, so that the drift seems to grow smaller, the sooner the less came before it.

    The first `warm` means only tell what is usual; at most `most` are remembered for it. `run` stands in units, with
    which one false alarm in 10,000 is kept with some room. It is shared by the `watches` charts that are read beside
    each other: each alarms falsely so many times more rarely, so that all together keep it, whatever they have in
    common (the expected number of false alarms is the sum of theirs).
    """

    size: int = 5
    shift: float = 0.36
    run: float = 15_000
    warm: int = 20
    most: int = 1_000
    path: int = 400
    watches: int = 1

    @property
    def allowance(self) -> float:
        """Half the shift that it is to find, in standard deviations of a mean."""
        return self.shift * sqrt(self.size) / 2

    @cached_property
    def height(self) -> float:
        """Where it alarms."""
        return height_for(allowance=self.allowance, run=self.watches * self.run / self.size)


@dataclass(frozen=True)
class State:
    """All that a chart remembers.

    `usual` holds means in the order in which they came; `open` the units of the mean that is forming, as [unit, sum,
    count]; `up` and `down` the two sums, each with the number of the mean at which it last was zero; `path` the latest
    means as [number, first row, last row, time, mean, up, down]. `groups` and `rows` count what was read; `last` and
    `at` are the latest row.
    """

    seed: int = 0
    usual: list[float] = field(default_factory=list)
    open: list[list[float]] = field(default_factory=list)
    open_row: int | None = None
    up: float = 0.0
    down: float = 0.0
    up_zero: int = 0
    down_zero: int = 0
    groups: int = 0
    rows: int = 0
    last: int = 0
    at: str = ""
    path: list[list[Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The whole of it as plain JSON."""
        return asdict(self)

    @classmethod
    def read(cls, raw: dict[str, Any]) -> State:
        """What `as_json` wrote; an empty object is a chart that has seen nothing."""
        return cls(**raw)
