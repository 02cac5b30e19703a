"""Which places contestants may hold, and how likely each is the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats, Ints

_COVERED = 0.95


@dataclass(frozen=True)
class Ranks:
    """Per contestant (k,): the best and the worst place that the data leaves open, and the chance of being best."""

    best: Ints
    worst: Ints
    p_best: Floats


def ranks(theta: Floats, draws: Floats, *, clusters: int, seed: int) -> Ranks:
    """Places with 95 % confidence for each contestant, out of draws (draws, k) around the estimates `theta` (k,).

    Mogstad, Romano, Shaikh & Wilhelm (2024), section 3.2: below are those whose difference to a contestant lies below
    zero by intervals that hold for all its differences at once, above those whose lies above; whoever is neither may
    stand on either side. Percentiles of the drawn ranks would not do: where contestants are equal, the draws take the
    order that chance gave them for the truth. The critical value is that of the draws' largest deviation, each over a
    root mean square of `clusters` - 1 normal numbers: a multivariate t, since few clusters tell their spread badly.
    `p_best` is the share of draws won (Rubin 1981), ties shared.
    """
    size = len(theta)
    freedom = max(1, clusters - 1)
    wider = np.sqrt(freedom / np.random.default_rng(seed).chisquare(freedom, len(draws)))
    moved = draws - theta
    best, worst = np.ones(size, dtype=np.int64), np.full(size, size, dtype=np.int64)
    for place in range(size):
        others = np.arange(size) != place
        apart = (moved - moved[:, place : place + 1])[:, others]
        error = apart.std(axis=0, ddof=1)
        told = error > 0
        if not told.any():
            continue
        furthest = (np.abs(apart[:, told]) / error[told]).max(axis=1)
        reach = float(np.quantile(wider * furthest, _COVERED)) * error
        ahead = (theta - theta[place])[others]
        best[place] += int((ahead > reach)[told].sum())
        worst[place] -= int((ahead < -reach)[told].sum())
    winners = draws >= draws.max(axis=1, keepdims=True)
    return Ranks(best, worst, np.asarray((winners / winners.sum(axis=1, keepdims=True)).mean(axis=0)))
