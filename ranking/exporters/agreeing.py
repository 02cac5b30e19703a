"""How far the people behind one row agree, from 0 to 1; None for one person alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import combinations


def scores_agreement(values: Sequence[float], *, low: float, high: float) -> float | None:
    """One less the mean distance between two people's scores, as a share of the scale."""
    pairs = list(combinations(values, 2))
    if not pairs:
        return None
    return round(1 - sum(abs(one - two) for one, two in pairs) / len(pairs) / (high - low), 4)


def orders_agreement(orders: Sequence[Hashable]) -> float | None:
    """The share of pairs of people who gave the same order, ties and all."""
    if len(orders) < 2:
        return None
    same = sum(n * (n - 1) for n in Counter(orders).values())
    return round(same / (len(orders) * (len(orders) - 1)), 4)
