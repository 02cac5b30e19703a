"""A test that may be looked at whenever one likes: betting on a mean (Waudby-Smith & Ramdas 2024).

One starts with a wealth of 1 and bets, unit after unit, that the mean is above zero. If it is not, nobody can expect to
grow rich: the chance that the wealth *ever* reaches 1 / alpha is at most alpha (Ville 1939). So a wealth of 40 refutes
"no gain" at 2.5 %, however often one has looked.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats
from ranking.stats.errors import NotEnoughData, StatsError, require_finite

# How many bets are held at once, each with the same stake.
BETS = 32
STEPS = 40
# Rows of a table of bets held at once.
_AT_ONCE = 65_536


def bets() -> Floats:
    """Shares of the wealth that are bet (BETS,): the quantiles of a Beta(1, 1/2) law on 0 to 1.

    A fixed mixture over constant bets, so that the wealth does not depend on the order of the units (Waudby-Smith &
    Ramdas 2024, section 4, after Cover's universal portfolio). The law leans towards 1: answers on a scale differ
    little beside its length, and then the best bet is a large one.
    """
    return np.asarray(1 - ((np.arange(BETS) + 0.5) / BETS) ** 2)


def log_wealth(values: Floats, lower: float) -> Floats:
    """The logarithm of the wealth after each unit (n,); bets against "the mean is at most zero".

    `values` (n,) are at least `lower` < 0. Nothing else is asked of them: no symmetry, no normal law, no common
    distribution. Raises StatsError where a value lies below the bound or is no
    number.
    """
    require_finite(values)
    _require_fair(values, lower)
    found, before = np.empty(len(values)), np.zeros(BETS)
    for start in range(0, len(values), _AT_ONCE):
        logs = before + _grown(values[start : start + _AT_ONCE], lower).cumsum(axis=0)
        found[start : start + _AT_ONCE], before = log_mean_exp(logs), logs[-1]
    return found


def confidence_sequence(values: Floats, *, lower: float, upper: float, level: float = 0.95) -> tuple[float, float]:
    """An interval of the mean that holds at all looks at once with probability `level`.

    `values` (n,) lie between `lower` and `upper`. A mean is left out once the bets against it have grown to
    2 / (1 - level) (Waudby-Smith & Ramdas 2024, section 4.1). Raises NotEnoughData when empty, NotNumbers.
    """
    if not len(values):
        raise NotEnoughData(Said("There is no pair to compare yet."))
    require_finite(values)
    enough = np.log(2 / (1 - level))
    mean = float(values.mean())
    found, n = np.unique(values, return_counts=True)
    times = n.astype(float)
    low = _last_refuted(lambda at: _final(found - at, times, lower - at) >= enough, lower, mean)
    high = _last_refuted(lambda at: _final(at - found, times, at - upper) >= enough, upper, mean)
    return low, high


def log_mean_exp(logs: Floats) -> Floats:
    """The logarithm of the mean of the exponentials over the last axis."""
    most = logs.max(axis=-1, keepdims=True)
    return np.asarray(most[..., 0] + np.log(np.exp(logs - most).mean(axis=-1)))


def _final(values: Floats, times: Floats, lower: float) -> float:
    """The logarithm of the wealth at the end, of distinct values (d,) and how often each came; their order is nothing
    to it."""
    if lower >= 0:
        return float("inf")
    _require_fair(values, lower)
    logs = np.zeros(BETS)
    for start in range(0, len(values), _AT_ONCE):
        logs += times[start : start + _AT_ONCE] @ _grown(values[start : start + _AT_ONCE], lower)
    return float(log_mean_exp(logs))


def _grown(values: Floats, lower: float) -> Floats:
    """By what the logarithm of each bet grows with each value: (n, BETS)."""
    return np.asarray(np.log1p(np.outer(np.maximum(values / -lower, -1.0), bets())))


def _require_fair(values: Floats, lower: float) -> None:
    if lower >= 0 or (len(values) and values.min() < lower * (1 + 1e-9)):
        raise StatsError(Said("A difference lies outside its scale, so the bets on it would not be fair."))


def _last_refuted(refuted: Callable[[float], bool], end: float, mean: float) -> float:
    """The point nearest to the mean that is refuted, by halving; the end of the scale where none is."""
    outside, inside = end, mean
    for _step in range(STEPS):
        middle = (outside + inside) / 2
        if refuted(middle):
            outside = middle
        else:
            inside = middle
    return outside
