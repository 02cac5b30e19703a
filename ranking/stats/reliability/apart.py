"""Which raters stand far from the rest, in one measure after another, and by how much more than chance makes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from ranking.stats.arrays import Bools, Floats
from ranking.stats.student import false_discovery, t_two_sided

# From so many raters on, their own spread tells who is far from the rest; fewer tell it too badly. Below three there is
# no rest.
MANY, LEAST = 8, 3
# Who stands nearer than this many robust deviations to the middle is measured against at first (Iglewicz & Hoaglin
# 1993, section 3.3).
_NEAR = 3.5
# The ratio of a normal's standard deviation to its median absolute deviation.
_MAD = 1.4826
_ROUNDS, _STEPS = 5, 60


@dataclass(frozen=True)
class Apart:
    """Per rater (r,): how far above the middle of the rest, and the two-sided p-value of being so far; nan where a
    rater's own value is unknown.

    `spread` (r,) is how far the rest differ: their true standard deviation, errors apart, or, with `few` raters, the
    whole stretch that they lie in.
    """

    above: Floats
    p_value: Floats
    spread: Floats
    few: bool


def far_from_rest(values: Floats, errors: Floats, *, least: float, alpha: float = 0.05) -> Apart | None:
    """Every rater's value (r,) with its standard error against all others'; None below three raters with both known.

    From eight raters on see `outliers`; below see `standing_alone`, for which `least` is the smallest gap worth
    telling.
    """
    known = np.flatnonzero(np.isfinite(values) & np.isfinite(errors))
    if len(known) < LEAST:
        return None
    x, se = values[known], np.maximum(errors[known], 1e-12)
    few = len(known) < MANY
    found = standing_alone(x, se, least) if few else outliers(x, se, alpha)
    above, p_value, spread = (np.full(len(values), np.nan) for _ in found)
    above[known], p_value[known], spread[known] = found
    return Apart(above, p_value, spread, few)


def standing_alone(x: Floats, se: Floats, least: float) -> tuple[Floats, Floats, Floats]:
    """Above the others' mean, p-value and the others' stretch, of each of a few raters.

    Nobody knows how far raters differ where there are a handful, so told is only who is farther from the nearest other
    than `least`, and than all others are from one another; the p-value is that of the gap to the nearest, by errors
    alone.
    """
    gaps = np.abs(x[:, None] - x[None, :])
    np.fill_diagonal(gaps, np.inf)
    nearest = gaps.argmin(axis=1)
    gap = gaps[np.arange(len(x)), nearest]
    others = [np.delete(x, place) for place in range(len(x))]
    stretch = np.array([np.ptp(each) for each in others])
    p_value = 2 * ndtr(-gap / np.sqrt(se**2 + se[nearest] ** 2))
    alone = (gap >= least) & (gap > stretch)
    return x - np.array([each.mean() for each in others]), np.where(alone, p_value, 1.0), stretch


def outliers(x: Floats, se: Floats, alpha: float) -> tuple[Floats, Floats, Floats]:
    """Above the middle of the rest, p-value and the rest's true standard deviation, of each of many raters.

    A deleted residual of a random-effects mean (Viechtbauer & Cheung 2010, section 3): the value less the mean of the
    others, over the root of their true variance (Paule & Mandel 1982), of the own error and of the mean's, as a
    Student's t. Raters may truly differ; told is who differs more than the others do. Two who stand apart would hide
    one another, so the others are at first those near a robust middle, then those not told apart at `alpha`.
    """
    near = _near(x, se)
    for _ in range(_ROUNDS):
        above, p_value, spread = _deleted(x, se, near)
        renewed = false_discovery(p_value, dependent=False) >= alpha
        if renewed.sum() <= len(x) // 2 or bool((renewed == near).all()):
            break
        near = renewed
    return above, p_value, spread


def _near(x: Floats, se: Floats) -> Bools:
    middle = np.median(x)
    variance = max(0.0, float((_MAD * np.median(np.abs(x - middle))) ** 2 - np.median(se**2)))
    distance = np.abs(x - middle) / np.sqrt(variance + se**2)
    least = np.sort(distance)[len(x) // 2]
    return np.asarray(distance <= max(_NEAR, float(least)))


def _deleted(x: Floats, se: Floats, near: Bools) -> tuple[Floats, Floats, Floats]:
    """Each value against the near ones but itself."""
    others = np.broadcast_to(near, (len(x), len(x))) & ~np.eye(len(x), dtype=bool)
    middle, variance, of_middle = _random_effects(np.tile(x, (len(x), 1)), np.tile(se, (len(x), 1)), others)
    z = (x - middle) / np.sqrt(variance + se**2 + of_middle)
    freedom = np.maximum(others.sum(axis=1) - 1, 1)
    p_value = np.array([t_two_sided(float(one), int(free)) for one, free in zip(z, freedom, strict=True)])
    return x - middle, p_value, np.sqrt(variance)


def _random_effects(x: Floats, se: Floats, used: Bools) -> tuple[Floats, Floats, Floats]:
    """Per line of a table: the mean, the true variance, and the mean's own variance, over the used entries."""
    variance = np.zeros(len(x))
    freedom = np.maximum(used.sum(axis=1) - 1, 0)
    for _ in range(_STEPS):
        weight = used / (se**2 + variance[:, None])
        middle = (weight * x).sum(axis=1) / weight.sum(axis=1)
        squares = (x - middle[:, None]) ** 2
        over = (weight * squares).sum(axis=1) - freedom
        slope = (weight**2 * squares).sum(axis=1)
        # Newton's steps from zero rise to the root; below it the errors explain all.
        step = np.where((over > 0) & (slope > 0), over / np.maximum(slope, 1e-300), 0.0)
        variance = variance + step
        if np.all(step <= 1e-9 * (variance + 1e-300)):
            break
    return middle, variance, 1 / weight.sum(axis=1)
