"""Whether users' feedback goes with a score of the same responses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.correlation import average_ranks, spearman
from ranking.stats.errors import NotEnoughData, require_numbers
from ranking.stats.jackknife import deletions
from ranking.stats.student import t_reach

LEAST = 20
LEAST_CLUSTERS = 5


@dataclass(frozen=True)
class Told:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Expectations:
    """How feedback goes with scores: Spearman's rank correlation, and `auc`, the chance that of a liked and a disliked
    response the liked one has the higher score (ties half; None where all are liked, or none)."""

    correlation: Told
    auc: Told | None
    liked: int
    disliked: int


def expectations(feedback: Floats, scores: Floats, clusters: Ints, *, seed: int) -> Expectations:
    """How feedback (n,), from 0 to 1, goes with the scores (n,) of the same responses.

    Liked is above the middle of 0 to 1, disliked below it. Intervals are of a jackknife over clusters (n,), prompts, so
    that remarks on one response do not count as independent. Raises NotEnoughData.
    """
    require_numbers(feedback, scores)
    codes = np.unique(clusters, return_inverse=True)[1].astype(np.int64)
    if len(feedback) < LEAST or codes.max() + 1 < LEAST_CLUSTERS:
        raise NotEnoughData(
            Said(
                "There are {n} remarks on {groups} prompts; {least} on {few} prompts are needed.",
                n=len(feedback), groups=int(codes.max()) + 1, least=LEAST, few=LEAST_CLUSTERS,
            )
        )  # fmt: skip
    if np.ptp(feedback) == 0 or np.ptp(scores) == 0:
        raise NotEnoughData(Said("All remarks, or all scores, are the same, so nothing can go with them."))
    liked, disliked = feedback > 0.5, feedback < 0.5
    auc = None
    if liked.any() and disliked.any():
        auc = _jackknifed(lambda rows: _auc(scores[rows], feedback[rows]), codes, seed, (0.0, 1.0))
    correlation = _jackknifed(lambda rows: _correlation(feedback[rows], scores[rows]), codes, seed, (-1.0, 1.0))
    if correlation is None:
        raise NotEnoughData(Said("All remarks, or all scores, are the same, so nothing can go with them."))
    return Expectations(correlation, auc, int(liked.sum()), int(disliked.sum()))


def _correlation(feedback: Floats, scores: Floats) -> float:
    if np.ptp(feedback) == 0 or np.ptp(scores) == 0:
        return float("nan")
    return spearman(feedback, scores)


def _auc(scores: Floats, feedback: Floats) -> float:
    """The Mann-Whitney form of the area under the curve (Hanley & McNeil 1982)."""
    up, down = feedback > 0.5, feedback < 0.5
    n, m = int(up.sum()), int(down.sum())
    if not n or not m:
        return float("nan")
    both = up | down
    ranks = average_ranks(scores[both])
    return float((ranks[up[both]].sum() - n * (n + 1) / 2) / (n * m))


def _jackknifed(
    figure: Callable[[np.ndarray], float], codes: Ints, seed: int, ends: tuple[float, float]
) -> Told | None:
    """The figure over all rows, with a t interval of the deletions; None where leaving one cluster out undoes it."""
    left = deletions(codes, rows=len(codes), seed=seed)
    group = left.group[codes] if len(left.group) != len(codes) else left.group
    whole = figure(np.ones(len(codes), dtype=bool))
    without = np.array([figure(group != one) for one in range(left.size)])
    if not np.isfinite(without).all():
        return None
    error = float(np.sqrt((left.size - 1) / left.size * ((without - without.mean()) ** 2).sum()))
    reach = float(t_reach(max(1.0, left.freedom))) * error
    return Told(whole, max(ends[0], whole - reach), min(ends[1], whole + reach))
