"""Dawid and Skene's model with intervals, for categories, for yes and no, and for choices between two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.errors import NotEnoughData
from ranking.stats.proportion import NINETY_FIVE
from ranking.stats.reliability.dawid_skene import Categories, chances, dawid_skene

# Two raters' errors cannot be told from one another's, and a handful of units says nothing of a table of errors.
LEAST_RATERS, LEAST_UNITS = 3, 20
# Of two answers that part either may be wrong: such units fit any table of errors. Intervals of raters with fewer
# answers to units with a third hold the truth in 40 to 80 % (simulated, with eight to twelve raters).
LEAST_SHARED, LEAST_ANSWERS = 3, 30
# Begun at the fit, a draw has settled to the third decimal within so many steps.
DRAWS, _STEPS = 50, 40


@dataclass(frozen=True)
class Confusions:
    """The fit over units with two answers or more, raters given as 0..r-1.

    `prior` (k,) are the classes' shares; `plain` (k,) their shares of all answers. Per rater (r,): `known` tells who
    shares a unit with somebody, `confusion` (r, k, k), `reliability` with its 95 % interval and its logit's standard
    error `logit_error` (nan of who has fewer than 30 answers to units with three or more), shared answers `n`. `chance`
    (units, k) is nan for units of unknown raters alone. `n_units` had two answers or more; in `parted` of them the
    likeliest category is not the one that most said, ties left out.
    """

    prior: Floats
    prior_low: Floats
    prior_high: Floats
    plain: Floats
    known: Bools
    confusion: Floats
    reliability: Floats
    low: Floats
    high: Floats
    logit_error: Floats
    n: Ints
    chance: Floats
    n_units: int
    parted: int


def confusions(
    units: Ints, raters: Ints, said: Ints, *, categories: int, mirror: Ints | None = None, seed: int
) -> Confusions:
    """The model of answers (n,), given as codes of unit, rater and category, one a rater in each unit.

    `mirror` is for choices between two: see `dawid_skene`. Intervals are those of a Bayesian bootstrap over units
    (Rubin 1981), of 50 draws begun at the fit, normal on the logit. Raises NotEnoughData below 3 raters or 20 units
    with three answers or where all answers are the same, NotConverged.
    """
    shared = np.bincount(units)[units] > 1
    inside = np.unique(units[shared])
    present = np.unique(raters[shared])
    several = int((np.bincount(units) >= LEAST_SHARED).sum())
    if len(present) < LEAST_RATERS or several < LEAST_UNITS:
        raise NotEnoughData(
            Said(
                "Telling raters' errors apart takes {raters} raters and {units} units with three answers; there are "
                "{n} and {m}.",
                raters=LEAST_RATERS, units=LEAST_UNITS, n=len(present), m=several,
            )
        )  # fmt: skip
    own = np.searchsorted(inside, units[shared]), np.searchsorted(present, raters[shared]), said[shared]
    found = dawid_skene(*own, categories=categories, mirror=mirror)
    errors, priors = _spread(found, own, categories, mirror, seed)
    return _told(found, errors, priors, present, (units, raters, said), own, categories)


def _spread(
    found: Categories, rows: tuple[Ints, Ints, Ints], categories: int, mirror: Ints | None, seed: int
) -> tuple[Floats, Floats]:
    """The standard error of each reliability's logit (r,), and of each class's share's (k,)."""
    rng = np.random.default_rng(seed)
    reliabilities, priors = [], []
    for _ in range(DRAWS):
        weights = rng.standard_exponential(len(found.chance))
        drawn = dawid_skene(
            *rows, categories=categories, mirror=mirror, weights=weights, start=found.chance, steps=_STEPS
        )
        reliabilities.append(_logit(drawn.reliability))
        priors.append(_logit(drawn.prior))
    return np.std(reliabilities, axis=0, ddof=1), np.std(priors, axis=0, ddof=1)


def _told(
    found: Categories, errors: Floats, priors: Floats, present: Ints, rows: tuple[Ints, Ints, Ints],
    own: tuple[Ints, Ints, Ints], categories: int,
) -> Confusions:  # fmt: skip
    units, raters, said = rows
    size, count = int(raters.max()) + 1, int(units.max()) + 1
    known = np.isin(np.arange(size), present)
    by_rater = [np.full(size, np.nan) for _ in range(4)]
    middle = _logit(found.reliability)
    columns = (found.reliability, _share(middle - NINETY_FIVE * errors), _share(middle + NINETY_FIVE * errors), errors)
    for column, values in zip(by_rater, columns, strict=True):
        column[known] = values
    table = np.full((size, categories, categories), np.nan)
    table[known] = found.confusion
    answered = np.bincount(raters[np.bincount(units)[units] >= LEAST_SHARED], minlength=size)
    for column in by_rater:
        column[answered < LEAST_ANSWERS] = np.nan
    heard = known[raters]
    chance = chances(found.prior, np.nan_to_num(table, nan=1.0), units[heard], raters[heard], said[heard], count=count)
    chance[np.bincount(units[heard], minlength=count) == 0] = np.nan
    shares = _logit(found.prior)
    votes = _votes(own[0], own[2], categories)
    clear = (votes == votes.max(axis=1, keepdims=True)).sum(axis=1) == 1
    likeliest = found.chance[: len(votes)].argmax(axis=1)
    return Confusions(
        prior=found.prior, prior_low=np.minimum(found.prior, _share(shares - NINETY_FIVE * priors)),
        prior_high=_share(shares + NINETY_FIVE * priors),
        plain=np.bincount(said, minlength=categories) / len(said), known=known, confusion=table,
        reliability=by_rater[0], low=by_rater[1], high=by_rater[2], logit_error=by_rater[3],
        n=np.bincount(raters[np.bincount(units)[units] > 1], minlength=size).astype(np.int64),
        chance=chance, n_units=len(votes), parted=int((clear & (likeliest != votes.argmax(axis=1))).sum()),
    )  # fmt: skip


def _votes(units: Ints, said: Ints, categories: int) -> Floats:
    count = int(units.max()) + 1
    return np.bincount(units * categories + said, minlength=count * categories).reshape(count, categories).astype(float)


def _logit(share: Floats) -> Floats:
    inside = np.clip(share, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside / (1 - inside)))


def _share(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logit)))
