"""Which raters stand far from the rest, in one measure after another, and by how much more than chance makes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Bools, Floats
from ranking.stats.student import false_discovery, t_two_sided

# Fewer raters than this have no "rest" to speak of.
LEAST = 4
# Who stands nearer than this many robust deviations to the middle is measured against at first (Iglewicz & Hoaglin
# 1993, section 3.3).
_NEAR = 3.5
# The ratio of a normal's standard deviation to its median absolute deviation.
_MAD = 1.4826
_ROUNDS, _STEPS = 5, 60


@dataclass(frozen=True)
class Apart:
    """Per rater (r,): standard deviations from the middle of the rest, and its two-sided p-value; `middle` is theirs.

    nan where a rater's own value is unknown. `spread` is how far the rest differ truly, errors apart.
    """

    z: Floats
    p_value: Floats
    middle: float
    spread: float


def far_from_rest(values: Floats, errors: Floats, *, alpha: float = 0.05) -> Apart | None:
    """Every rater's value (r,) with its standard error against all others', None below four raters with both known.

    A deleted residual of a random-effects mean (Viechtbauer & Cheung 2010, section 3): the value less the mean of the
    others, over the root of their true variance (Paule & Mandel 1982), of the own error and of the mean's, as a Student's
    t. Raters may truly differ; told is who differs more than the others do. Two who stand apart would hide one another,
    so the others are at first those near a robust middle, then those not told apart at `alpha`.
    """
    known = np.flatnonzero(np.isfinite(values) & np.isfinite(errors))
    if len(known) < LEAST:
        return None
    x, se = values[known], np.maximum(errors[known], 1e-12)
    near = _near(x, se)
    for _ in range(_ROUNDS):
        z, p_value = _deleted(x, se, near)
        renewed = false_discovery(p_value, dependent=False) >= alpha
        if renewed.sum() <= len(x) // 2 or bool((renewed == near).all()):
            break
        near = renewed
    all_z, all_p = np.full(len(values), np.nan), np.full(len(values), np.nan)
    all_z[known], all_p[known] = z, p_value
    middle, variance, _ = _random_effects(x[None], se[None], near[None])
    return Apart(all_z, all_p, float(middle[0]), float(np.sqrt(variance[0])))


def _near(x: Floats, se: Floats) -> Bools:
    middle = np.median(x)
    variance = max(0.0, float((_MAD * np.median(np.abs(x - middle))) ** 2 - np.median(se**2)))
    distance = np.abs(x - middle) / np.sqrt(variance + se**2)
    least = np.sort(distance)[len(x) // 2]
    return np.asarray(distance <= max(_NEAR, float(least)))


def _deleted(x: Floats, se: Floats, near: Bools) -> tuple[Floats, Floats]:
    """Each value against the near ones but itself."""
    others = np.broadcast_to(near, (len(x), len(x))) & ~np.eye(len(x), dtype=bool)
    middle, variance, of_middle = _random_effects(np.tile(x, (len(x), 1)), np.tile(se, (len(x), 1)), others)
    z = (x - middle) / np.sqrt(variance + se**2 + of_middle)
    freedom = np.maximum(others.sum(axis=1) - 1, 1)
    return z, np.array([t_two_sided(float(one), int(free)) for one, free in zip(z, freedom, strict=True)])


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

