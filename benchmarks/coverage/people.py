"""People who rate: a made-up population whose true figures are known exactly.

A score is what a rater of severity s and noise sigma makes of a response of worth b, rounded to the scale:
round(b + s + sigma z), held within 1 to 5. Each response is rated by one to three raters, busy ones more often.
The truth of a figure is an integral over worth (and, where raters are drawn from a population, over severity and
noise), done by quadrature: no figure of the product takes part in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import ndtr

from ranking.stats.arrays import Bools, Floats, Ints

LOW, HIGH = 1, 5
MIDDLE, WORTH_SD = 3.3, 0.8
SEVERITY_SD = 0.4
NOISE, NOISE_SPREAD = 0.7, 0.25
BUSY_SPREAD = 0.5
TEAMS = (1, 2, 3)

_AT, _WEIGHT = np.polynomial.hermite_e.hermegauss(41)
_WEIGHT = _WEIGHT / _WEIGHT.sum()
WORTHS = MIDDLE + WORTH_SD * _AT


@dataclass(frozen=True)
class Raters:
    """Severity, noise and share of work of each (r,)."""

    severity: Floats
    noise: Floats
    busy: Floats

    def levels(self, worth: Floats) -> Floats:
        """The chance of every level (worths, r, 5)."""
        return _levels(worth[:, None] + self.severity, self.noise)


@dataclass(frozen=True)
class Ratings:
    """Scores, one a row (n,): whose, of which response; and the worth of each response (k,)."""

    item: Ints
    rater: Ints
    score: Floats
    worth: Floats


def raters_drawn(rng: np.random.Generator, size: int) -> Raters:
    """So many people out of the population."""
    busy = np.exp(BUSY_SPREAD * rng.standard_normal(size))
    return Raters(
        severity=SEVERITY_SD * rng.standard_normal(size),
        noise=NOISE * np.exp(NOISE_SPREAD * rng.standard_normal(size)),
        busy=busy / busy.sum(),
    )


def ratings_drawn(rng: np.random.Generator, raters: Raters, items: int) -> Ratings:
    """Scores of so many new responses."""
    worth = MIDDLE + WORTH_SD * rng.standard_normal(items)
    item, rater = teams_drawn(rng, raters.busy, items)
    latent = worth[item] + raters.severity[rater] + raters.noise[rater] * rng.standard_normal(len(item))
    return Ratings(item, rater, np.clip(np.rint(latent), LOW, HIGH), worth)


def teams_drawn(rng: np.random.Generator, busy: Floats, items: int) -> tuple[Ints, Ints]:
    """Who rates what: one to three different raters each, in the order of exponential arrivals (the busier sooner)."""
    size = rng.choice(TEAMS, items)
    arrivals = np.argsort(rng.standard_exponential((items, len(busy))) / busy, axis=1)[:, : max(TEAMS)]
    seated: Bools = np.arange(max(TEAMS)) < size[:, None]
    item, place = np.nonzero(seated)
    return item.astype(np.int64), arrivals[item, place].astype(np.int64)


def _levels(middle: Floats, noise: Floats) -> Floats:
    edges = np.arange(LOW, HIGH) + 0.5
    below = ndtr((edges - middle[..., None]) / noise[..., None])
    ends = [np.zeros((*middle.shape, 1)), below, np.ones((*middle.shape, 1))]
    return np.diff(np.concatenate(ends, axis=-1), axis=-1)


def population_levels(worth: Floats) -> Floats:
    """The chance of every level (worths, 5), over all raters of the population."""
    severe = worth[:, None, None] + SEVERITY_SD * _AT[:, None] + 0 * _AT
    found = _levels(severe, NOISE * np.exp(NOISE_SPREAD * _AT) + 0 * severe)
    return np.asarray(np.einsum("wsnk,s,n->wk", found, _WEIGHT, _WEIGHT))


@dataclass(frozen=True)
class Together:
    """How often raters sit in teams: `seats` (r,) their share of all scores, `turns` (r,) that of the means of teams,
    `pairs` (r, r) of ordered pairs of scores of one response, each counted 1 / (team - 1)."""

    seats: Floats
    turns: Floats
    pairs: Floats


def together(share: Floats) -> Together:
    """Exactly, for raters of these shares of work (r,) drawn one after another without putting anybody back."""
    size = len(share)
    rest = share / (1 - share)
    second = rest[:, None] * share[None, :]
    np.fill_diagonal(second, 0.0)
    two = second + second.T
    third = np.zeros((size, size, size))
    left = 1 - share[:, None] - share[None, :]
    for one in range(size):
        third[one] = second[one][:, None] * share[None, :] / np.where(left[one] > 0, left[one], 1.0)[:, None]
        third[one, :, one] = 0.0
    third[:, range(size), range(size)] = 0.0
    members = [third.transpose(order) for order in ((0, 1, 2), (0, 2, 1), (2, 0, 1), (1, 0, 2), (1, 2, 0), (2, 1, 0))]
    in_three = sum(members).sum(axis=2)
    chance = np.stack([share, two.sum(axis=1), in_three.sum(axis=1) / 2])
    seats, turns = chance.sum(axis=0), chance.T @ (1 / np.array(TEAMS))
    return Together(seats / seats.sum(), turns / turns.sum(), two + in_three / 2)


def mean_of(levels: Floats) -> Floats:
    """The expected score, of chances of levels (..., 5)."""
    return np.asarray(levels @ np.arange(LOW, HIGH + 1))


def mean_fixed(raters: Raters, shares: Floats) -> float:
    """The mean score that these raters give, in these shares of the work (r,)."""
    return float(_WEIGHT @ mean_of(raters.levels(WORTHS)) @ shares)


@cache
def mean_drawn() -> float:
    """The mean score that the population gives."""
    return float(_WEIGHT @ mean_of(population_levels(WORTHS)))


def passes_fixed(raters: Raters, threshold: int) -> float:
    """How often these raters give the threshold or more, each score by one of them, the busier oftener."""
    return float(_WEIGHT @ raters.levels(WORTHS)[:, :, threshold - LOW :].sum(axis=2) @ raters.busy)


def expected_scores(worth: Floats) -> Floats:
    """What the population gives on average to responses of these worths (k,)."""
    at, score = _curve()
    return np.interp(worth, at, score)


@cache
def _curve() -> tuple[Floats, Floats]:
    at = np.linspace(MIDDLE - 7 * WORTH_SD, MIDDLE + 7 * WORTH_SD, 600)
    return at, mean_of(population_levels(at))


def coincidences_fixed(raters: Raters) -> Floats:
    """The expected coincidence matrix (5, 5) of these raters."""
    chance = raters.levels(WORTHS)
    return np.asarray(
        np.einsum("w,wrk,rq,wql->kl", _WEIGHT, chance, together(raters.busy).pairs, chance, optimize=True)
    )


def alpha_of(coincidences: Floats, level: str) -> float:
    """Krippendorff's alpha of a population: 1 less the observed over the expected disagreement."""
    share = coincidences / coincidences.sum()
    n = share.sum(axis=0)
    places = {"nominal": None, "interval": np.arange(len(n)), "ordinal": np.cumsum(n) - n / 2}[level]
    apart = 1 - np.eye(len(n)) if places is None else (places[:, None] - places[None, :]) ** 2
    return float(1 - (share * apart).sum() / (np.outer(n, n) * apart).sum())
