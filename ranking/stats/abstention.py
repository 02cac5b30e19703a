"""Where the judge may decide alone: the share of rows that would be left to it against how far it errs there.

Selective prediction (El-Yaniv & Wiener 2010): rows are left to the judge from the surest on, people take the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.clustered import mean_and_error
from ranking.stats.errors import require_numbers
from ranking.stats.proportion import wilson
from ranking.stats.student import t_reach

POINTS = 20
# Fewer rows give no error worth drawing.
MIN_ROWS = 10
_CLOSE = 1e-9


@dataclass(frozen=True)
class Alone:
    """What the judge does on the rows that it is at least so sure of.

    `limit` is the greatest unsureness left to it; `share` of all rows; `error` the mean loss there (rooted where
    asked), with a 95 % interval by group (None with one group); `held` the share where it did what it promised, with
    Wilson's interval.
    """

    limit: float
    share: float
    n: int
    error: float
    low: float | None
    high: float | None
    held: float
    held_low: float
    held_high: float


@dataclass(frozen=True)
class Rows:
    """Held-out rows (n,): how unsure the judge is (lower is surer), its loss, whether it kept its promise, groups."""

    unsure: Floats
    loss: Floats
    held: Floats
    groups: Ints


def abstention_curve(rows: Rows, *, root: bool) -> list[Alone]:
    """From the surest twentieth to all rows; rows equally sure are left to the judge together.

    `root` takes the root of the mean loss. Points with fewer than ten rows are left out.
    Raises NotEnoughData when empty, NotNumbers.
    """
    require_numbers(rows.unsure, rows.loss, rows.held)
    edges = np.quantile(rows.unsure, np.arange(1, POINTS + 1) / POINTS, method="higher")
    found = [alone_at(rows, float(edge), root=root) for edge in np.unique(edges)]
    return [one for one in found if one is not None]


def alone_at(rows: Rows, limit: float, *, root: bool) -> Alone | None:
    """What the judge does on rows no less sure than the limit; None where they are fewer than ten."""
    mine: Bools = rows.unsure <= limit + _CLOSE
    n = int(mine.sum())
    if n < MIN_ROWS:
        return None
    mean, error = mean_and_error(rows.loss[mine], rows.groups[mine])
    freedom = len(np.unique(rows.groups[mine])) - 1
    reach = float(t_reach(freedom)) * error if freedom else None
    held = wilson(float(rows.held[mine].sum()), n)
    return Alone(
        limit=limit, share=n / len(mine), n=n, error=_rooted(mean, root),
        low=None if reach is None else _rooted(mean - reach, root),
        high=None if reach is None else _rooted(mean + reach, root),
        held=held.share, held_low=held.low, held_high=held.high,
    )  # fmt: skip


def _rooted(value: float, root: bool) -> float:
    kept = max(0.0, value)
    return float(np.sqrt(kept)) if root else kept
