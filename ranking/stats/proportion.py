"""A share and its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

# How many standard deviations each half of a central 95 % interval spans.
NINETY_FIVE = 1.959963984540054


@dataclass(frozen=True)
class Share:
    """A share of n, with Wilson's 95 % interval (1927), which stays within 0 and 1 and is honest for small n."""

    share: float
    low: float
    high: float
    n: int


def wilson(part: float, n: int) -> Share:
    """This function will give the share of `part` in `n` > 0.

    `part` may have fractions: an answer half right counts as a half, for which the interval is on the wide side.
    """
    return Share(part / n, *wilson_ends(part / n, n), n)


def wilson_ends(share: float, n: float) -> tuple[float, float]:
    """The ends of Wilson's interval for a share of `n` rows, which need not be whole: dependent rows count for less."""
    square = NINETY_FIVE**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = NINETY_FIVE * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    # At none and at all the formula ends there, but for rounding.
    return 0.0 if share == 0 else max(0.0, middle - reach), 1.0 if share == 1 else min(1.0, middle + reach)


def share_of(part: float, n: int) -> Share | None:
    """The same, and None where there is nothing to share."""
    return wilson(part, n) if n > 0 else None
