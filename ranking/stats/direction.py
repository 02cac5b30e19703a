"""Whether a judge goes with people or against them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, group_sums
from ranking.stats.errors import NotEnoughData, require_finite, require_varying
from ranking.stats.means import cluster_mean
from ranking.stats.spread import clusters_of
from ranking.stats.student import t_reach, t_two_sided

MIN_ROWS = 20
MIN_CLUSTERS = 5
# Less of a unit variance than this is rounding.
_LEVEL = 1e-10


@dataclass(frozen=True)
class Direction:
    """A correlation (of none: 0) or a share of choices (of none: a half), its 95 % interval, the two-sided p-value
    against none, and the rows it is of."""

    estimate: float
    low: float
    high: float
    p_value: float
    n: int
    none: float

    @property
    def against(self) -> bool:
        """Whether the estimate lies on the side against people."""
        return self.estimate < self.none


def direction_of_scores(judge: Floats, people: Floats, clusters: Ints) -> Direction:
    """Pearson's r of a judge's scores (n,) and people's (n,), with a t interval.

    The error is that of the jackknife over clusters (n,) on Fisher's scale (Efron & Tibshirani 1993, section 11.5): one
    of few prompts that alone makes a correlation is seen there. Raises NotEnoughData below twenty rows or five
    clusters, where one side never varies or only within one cluster; NotNumbers.
    """
    _require(clusters)
    require_finite(judge, people)
    require_varying(judge)
    require_varying(people)
    known = clusters_of(clusters)
    x, y = ((column - column.mean()) / column.std() for column in (judge, people))
    parts = np.stack([*group_sums(known.codes, np.ones(len(x)), x, y, x * x, y * y, x * y)])
    r, without = _r(parts.sum(axis=1)), _r(parts.sum(axis=1, keepdims=True) - parts)
    if np.isnan(without).any():
        raise NotEnoughData(Said("But for one prompt, one of the two columns does not vary."))
    z, each = _z(r), _z(without)
    error = float(np.sqrt((len(each) - 1) / len(each) * ((each - each.mean()) ** 2).sum()))
    reach = float(t_reach(known.freedom)) * error
    p_value = t_two_sided(float(z) / error, known.freedom) if error > 0 else float(z == 0)
    return Direction(float(r), float(np.tanh(z - reach)), float(np.tanh(z + reach)), p_value, len(judge), 0.0)


def _r(sums: Floats) -> Floats:
    """Pearson's r out of n and the sums of x, y, their squares and their product (6, ...); nan where one is level."""
    n, x, y, xx, yy, xy = sums
    across, upright = xx - x * x / n, yy - y * y / n
    varies = (across > _LEVEL * n) & (upright > _LEVEL * n)
    square = np.sqrt(np.where(varies, across * upright, 1.0))
    return np.asarray(np.where(varies, (xy - x * y / n) / square, np.nan))


def _z(r: Floats) -> Floats:
    """Fisher's scale; a perfect correlation is a hair less."""
    return np.asarray(np.arctanh(np.clip(r, -1 + _LEVEL, 1 - _LEVEL)))


def direction_of_choices(verdict: Floats, share: Floats, clusters: Ints) -> Direction:
    """How often a judge chooses as one person does, who is drawn from those who compared the pair; a tie counts half.

    By pair: the judge's mean `verdict` (n,), 1 for a, -1 for b, and people's `share` (n,) for a; each pair counts once.
    A judge that says nothing, or only what stands first, is at a half. t interval by cluster (n,). Raises NotEnoughData
    below twenty pairs or five clusters, or where all pairs say the same; NotNumbers.
    """
    _require(clusters)
    require_finite(verdict, share)
    gap = verdict * (share - 0.5)
    require_varying(gap)
    found = cluster_mean(gap, clusters)
    if found.low is None or found.high is None or found.p_value is None:
        raise NotEnoughData(Said("There is one prompt only, so there is no interval."))
    low, high = max(found.low + 0.5, 0.0), min(found.high + 0.5, 1.0)
    return Direction(found.mean + 0.5, low, high, found.p_value, found.n, 0.5)


def _require(clusters: Ints) -> None:
    n, prompts = len(clusters), len(np.unique(clusters))
    if n < MIN_ROWS or prompts < MIN_CLUSTERS:
        raise NotEnoughData(
            Said(
                "Whether a judge goes with people needs at least {least} answers on {prompts} different prompts; there "
                "are {n} on {count}.",
                least=MIN_ROWS, prompts=MIN_CLUSTERS, n=n, count=prompts,
            )
        )  # fmt: skip
