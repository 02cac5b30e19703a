"""Labels against error: how much better a mapping would be with more answers, and whether that can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConverged, NotEnoughData, require_finite
from ranking.stats.folds import FOLDS, group_folds
from ranking.stats.student import t_reach

MIN_ROWS = 60
MIN_GROUPS = 10
# Each row is held out once in every round of five folds.
ROUNDS = 4
# Rows at which the least mapping is fitted, and how many sizes are tried up to four fifths of the rows.
LEAST = 20
SIZES = 7
# A larger set is thinned by whole groups: the curve's shape is told by its beginning.
MOST_ROWS = 4000
# What twice as many answers must take off the error to be worth them.
WORTH = 0.01
_RESAMPLES = 200
_POWERS = np.arange(0.3, 1.55, 0.1)

# Given the rows to fit on and those to try it on, the losses of the latter.
Trial = Callable[[Ints, Ints], Floats]


@dataclass(frozen=True)
class Step:
    """The mean held-out error of a mapping fitted on n answers; the interval is over draws, their level taken out."""

    n: int
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class Law:
    """An inverse power law: error(n) = floor + gain x n^-power."""

    floor: float
    gain: float
    power: float

    def at(self, n: float) -> float:
        """The error that it expects of n answers."""
        return self.floor + self.gain * float(n) ** -self.power


@dataclass(frozen=True)
class Learning:
    """Steps, the law through them, and what it expects of twice as many answers as the `n` there are.

    `saving` is by how much the error would fall, with a 95 % interval; `helps` whether that is clearly more than
    nothing and at least one part in a hundred; `for_half` how many more answers would take away half of what
    answers can still take away (None where they do not help). `reference` is the error of what the mapping must beat,
    fitted and tried on the same rows as the last step.
    """

    steps: list[Step]
    law: Law
    n: int
    now: float
    doubled: float
    saving: float
    saving_low: float
    saving_high: float
    helps: bool
    for_half: int | None
    reference: float


def learning_curve(trial: Trial, reference: Trial, groups: Ints, *, seed: int, root: bool) -> Learning:
    """Fit on ever more rows, whole groups being held out, in four rounds of five folds; `reference` is to be beaten.

    `groups` (n,) no draw parts; `root` takes the root of the mean loss (squared errors become an RMSE). The law is the
    usual one of learning curves (Figueroa et al. 2012, BMC Medical Informatics 12:8, equation 1), by least squares
    weighted by size over a grid of powers; its uncertainty is by resampling draws. Raises NotEnoughData below sixty
    rows or ten groups, or where the losses are no numbers.
    """
    n, count = len(groups), len(np.unique(groups))
    if n < MIN_ROWS or count < MIN_GROUPS:
        raise NotEnoughData(
            Said(
                "A learning curve needs at least {rows} answers on {groups} different prompts; there are {n} on "
                "{count}.",
                rows=MIN_ROWS, groups=MIN_GROUPS, n=n, count=count,
            )
        )  # fmt: skip
    drawn = [draw for turn in range(ROUNDS) for draw in _draws(groups, np.random.default_rng([seed, turn]))]
    sizes, losses = _losses(trial, drawn)
    errors = np.sqrt(losses) if root else losses
    beside = np.array([_tried(reference, train[: sizes[-1]], test) for train, test in drawn])
    require_finite(beside)
    (law,) = _fit(sizes, errors.mean(axis=0)[None, :])
    saving, low, high = _saving(sizes, errors, law, n, seed)
    helps = low > 0 and saving >= WORTH * law.at(n)
    return Learning(
        steps=_steps(sizes, errors), law=law, n=n, now=law.at(n), doubled=law.at(2 * n), saving=saving,
        saving_low=low, saving_high=high, helps=helps,
        for_half=round(n * (2 ** (1 / law.power) - 1)) if helps else None,
        reference=float((np.sqrt(beside) if root else beside).mean()),
    )  # fmt: skip


def _losses(trial: Trial, drawn: list[tuple[Ints, Ints]]) -> tuple[Ints, Floats]:
    """The sizes (s,) at which every draw could be fitted, and the mean losses (draws, s)."""
    largest = min(len(train) for train, _ in drawn)
    sizes = np.unique(np.geomspace(LEAST, largest, SIZES).round().astype(np.int64))
    losses = np.array([[_tried(trial, train[:size], test) for size in sizes] for train, test in drawn])
    settled = ~np.isnan(losses).any(axis=0)
    if settled.sum() < 3:
        raise NotEnoughData(Said("The mapping does not settle on parts of these answers, so no curve can be drawn."))
    return sizes[settled], losses[:, settled]


def _draws(groups: Ints, rng: np.random.Generator) -> Iterator[tuple[Ints, Ints]]:
    """Five times: rows to fit on, group after group in a random order, and rows of other groups to try it on."""
    order = rng.permutation(np.unique(groups))
    place = np.argsort(order)[np.searchsorted(np.sort(order), groups)]
    rows = np.argsort(place, kind="stable")[:MOST_ROWS]
    folds = group_folds(place[rows], seed=int(rng.integers(2**31)))
    for fold in range(FOLDS):
        yield rows[folds != fold], rows[folds == fold]


def _tried(trial: Trial, train: Ints, test: Ints) -> float:
    try:
        loss = float(trial(train, test).mean())
    except NotConverged:
        return float("nan")
    return loss if isfinite(loss) else float("nan")


def _steps(sizes: Ints, errors: Floats) -> list[Step]:
    mean = errors.mean(axis=0)
    level = errors - errors.mean(axis=1, keepdims=True)
    reach = float(t_reach(len(errors) - 1)) * level.std(axis=0, ddof=1) / np.sqrt(len(errors))
    return [
        Step(int(n), float(error), float(error - wide), float(error + wide))
        for n, error, wide in zip(sizes, mean, reach, strict=True)
    ]


def _fit(sizes: Ints, errors: Floats) -> list[Law]:
    """The law of least squares through each row of errors (r, s), with floor and gain at least 0; a curve that does not
    fall has no gain."""
    weights = sizes / sizes.sum()
    mean = errors @ weights
    best = (errors - mean[:, None]) ** 2 @ weights
    floors, gains, powers = mean.copy(), np.zeros(len(errors)), np.ones(len(errors))
    for power in _POWERS:
        falling = sizes.astype(float) ** -power
        x = falling - float(weights @ falling)
        gain = errors @ (weights * x) / float((weights * x) @ x)
        floor = mean - gain * float(weights @ falling)
        below = floor < 0
        gain[below] = errors[below] @ (weights * falling) / float((weights * falling) @ falling)
        floor[below] = 0.0
        left = (errors - floor[:, None] - np.outer(gain, falling)) ** 2 @ weights
        better = (gain > 0) & (left < best)
        best[better], floors[better], gains[better], powers[better] = left[better], floor[better], gain[better], power
    return [Law(float(f), float(g), float(p)) for f, g, p in zip(floors, gains, powers, strict=True)]


def _saving(sizes: Ints, errors: Floats, law: Law, n: int, seed: int) -> tuple[float, float, float]:
    """By how much the error falls from n to 2n answers, with a percentile interval over resampled draws."""
    rng = np.random.default_rng([seed, ROUNDS])
    drawn = np.array([errors[rng.integers(0, len(errors), len(errors))].mean(axis=0) for _ in range(_RESAMPLES)])
    low, high = np.percentile([again.at(n) - again.at(2 * n) for again in _fit(sizes, drawn)], [2.5, 97.5])
    return law.at(n) - law.at(2 * n), float(low), float(high)
