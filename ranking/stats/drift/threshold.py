"""How high a cumulative sum must stand to be an alarm, given how rarely it may be a false one."""

from __future__ import annotations

from math import exp


def run_length(drift: float, height: float) -> float:
    """The mean number of steps (standard deviation 1) until a one-sided CUSUM whose steps have mean `drift` after the
    allowance was taken off passes `height` (Siegmund 1985, *Sequential Analysis*, with his 1.166 for the overshoot)."""
    b = height + 1.166
    if abs(drift) < 1e-9:
        return b * b
    return (exp(-2 * drift * b) + 2 * drift * b - 1) / (2 * drift * drift)


def height_for(*, allowance: float, run: float) -> float:
    """The height at which a two-sided CUSUM of standard normal steps gives a false alarm every `run` steps on average.

    Both sides alarm alike rarely, so each has twice that run. By bisection: the run length grows with the height.
    """
    low, high = 0.0, 1.0
    while run_length(-allowance, high) < 2 * run:
        high *= 2
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if run_length(-allowance, middle) < 2 * run else (low, middle)
    return high
