"""How many units a test takes, and how likely it is to find what is there. Normal approximations, and said to be so."""

from __future__ import annotations

from math import ceil, sqrt

from scipy.special import ndtr, ndtri

POWER = 0.8


def units_needed(effect: float, spread: float, alpha: float, *, power: float = POWER) -> int | None:
    """How many units find a true mean of `effect` with probability `power`; None where it is not above zero.

    `spread` is the standard deviation of the units' differences, in the same points (Cohen 1988, section 2.4).
    """
    if effect <= 0:
        return None
    return max(2, ceil((float(ndtri(1 - alpha) + ndtri(power)) * spread / effect) ** 2))


def chance_of_passing(effect: float, spread: float, units: int, alpha: float) -> float:
    """The probability that a one-sided test at `alpha` on so many units finds a true mean of `effect`."""
    if spread <= 0:
        return float(effect > 0)
    return float(ndtr(effect * sqrt(units) / spread - ndtri(1 - alpha)))


def margin_shown(spread: float, units: int, alpha: float, *, power: float = POWER) -> float:
    """The margin within which so many units show, with probability `power`, a difference that is none."""
    return float(ndtri(1 - alpha) + ndtri(power)) * spread / sqrt(units)


def chance_at_the_end(estimate: float, spread: float, seen: int, planned: int, alpha: float) -> float:
    """The predictive probability that the test passes once all `planned` units are in, of which `seen` gave `estimate`.

    With a flat prior (Spiegelhalter, Freedman & Blackburn 1986): the mean at the end is normal around the estimate
    with variance spread^2 (1 / seen - 1 / planned).
    """
    bar = float(ndtri(1 - alpha)) * spread / sqrt(planned)
    open_variance = 1 / seen - 1 / planned
    if open_variance <= 0 or spread <= 0:
        return float(estimate > bar)
    return float(ndtr((estimate - bar) / (spread * sqrt(open_variance))))
