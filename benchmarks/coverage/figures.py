"""Every figure with an interval: one trial of it is one made-up project, and whether its intervals hold the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.coverage import contests, people
from ranking.stats.agreement import Level, agreement
from ranking.stats.arrays import Floats
from ranking.stats.calibrate import calibrate
from ranking.stats.consensus import cell_means
from ranking.stats.errors import StatsError
from ranking.stats.estimates.ppi import ppi_mean
from ranking.stats.estimates.rogan_gladen import rogan_gladen
from ranking.stats.mappings import MAPPINGS
from ranking.stats.mappings.base import Features
from ranking.stats.means import peoples_mean
from ranking.stats.reliability.severity import severity
from ranking.stats.strengths import strengths

THRESHOLD = 4
UNLABELLED, NEW = 400, 300
JUDGE_NOISE = 0.6


@dataclass(frozen=True)
class Trial:
    """The share of intervals that hold the truth, how wide they are, and of which raters they speak.

    `ratio` is their width over that without the method, where there is such a thing.
    """

    covered: float
    width: float
    raters: str
    ratio: float | None = None


@dataclass(frozen=True)
class Figure:
    """What is estimated, in words; how often its intervals must hold it; and one trial (None: refused)."""

    estimand: str
    least: float
    most: float
    trial: Callable[[np.random.Generator, int, int], Trial | None]


def _hold(low: Floats | float, truth: Floats | float, high: Floats | float, raters: str) -> Trial:
    covered = (np.asarray(low) <= truth) & (truth <= np.asarray(high))
    return Trial(float(covered.mean()), float(np.median(np.asarray(high) - low)), raters)


def mean_shown(rng: np.random.Generator, raters: int, items: int) -> Trial | None:
    """The interval that the report shows beside a mean."""
    who = people.raters_drawn(rng, raters)
    said = people.ratings_drawn(rng, who, items)
    found = peoples_mean(said.score, prompts=said.item, raters=said.rater)
    if found.reach is None:
        return None
    truth = people.mean_drawn() if found.raters == "drawn" else people.mean_fixed(who, people.together(who.busy).seats)
    return _hold(found.mean - found.reach, truth, found.mean + found.reach, found.raters)


def mean_fixed(rng: np.random.Generator, raters: int, items: int) -> Trial | None:
    """The one beside it, which speaks of these raters whatever their number."""
    who = people.raters_drawn(rng, raters)
    said = people.ratings_drawn(rng, who, items)
    found = peoples_mean(said.score, prompts=said.item, raters=said.rater)
    if found.fixed is None:
        return None
    truth = people.mean_fixed(who, people.together(who.busy).seats)
    return _hold(found.mean - found.fixed, truth, found.mean + found.fixed, "fixed")


def elo(rng: np.random.Generator, raters: int, items: int) -> Trial | None:
    """The intervals of all contestants."""
    who = contests.judges_drawn(rng, raters)
    said = contests.contests_drawn(rng, who, items)
    try:
        found = strengths(said.pairs, [str(k) for k in range(said.size)], raters=said.rater, items=said.item)
    except StatsError:
        return None
    if found.elo_low is None or found.elo_high is None or np.isnan(found.elo_low).any():
        return None
    truth = contests.elo_drawn() if found.raters == "drawn" else contests.elo_fixed(who)
    return _hold(found.elo_low, truth, found.elo_high, found.raters)


def alpha(level: Level) -> Callable[[np.random.Generator, int, int], Trial | None]:
    """Agreement at one level of measurement."""

    def trial(rng: np.random.Generator, raters: int, items: int) -> Trial | None:
        who = people.raters_drawn(rng, raters)
        said = people.ratings_drawn(rng, who, items)
        found = agreement(said.item, said.score, ci_level=level, seed=0)
        if found.ci_low is None or found.ci_high is None:
            return None
        truth = people.alpha_of(people.coincidences_fixed(who), level)
        return _hold(found.ci_low, truth, found.ci_high, "fixed")

    return trial


def consensus(rng: np.random.Generator, raters: int, items: int) -> Trial | None:
    """All responses of a project, by one to three raters each."""
    who = people.raters_drawn(rng, raters)
    said = people.ratings_drawn(rng, who, items)
    ends = {"minimum": np.full(len(said.item), people.LOW), "maximum": np.full(len(said.item), people.HIGH)}
    pools = np.zeros(len(said.item), dtype=np.int64)
    found = cell_means(said.item, said.score, raters=said.rater, pools=pools, **ends)
    return None if np.isnan(found.low).any() else _hold(
        found.low, people.expected_scores(said.worth[found.cells]), found.high, "drawn"
    )  # fmt: skip


def adjusted(rng: np.random.Generator, raters: int, items: int) -> Trial | None:
    """All responses of a project, freed of severity."""
    who = people.raters_drawn(rng, raters)
    said = people.ratings_drawn(rng, who, items)
    if len(np.unique(said.rater)) < raters:
        return None
    try:
        found = severity(said.item, said.rater, said.score)
    except StatsError:
        return None
    truth = people.mean_of(who.levels(said.worth)).mean(axis=1)
    return _hold(found.low, truth, found.high, "fixed")


def conformal(rng: np.random.Generator, raters: int, items: int) -> Trial | None:
    """New scores by the same raters of new responses, around what a judge's mapping predicts."""
    who = people.raters_drawn(rng, raters)
    said = people.ratings_drawn(rng, who, items)
    features = _features(_judged(rng, said.worth)[said.item])
    try:
        found = calibrate(features, said.score, groups=said.item, raters=said.rater, seed=0)
    except StatsError:
        return None
    new = people.ratings_drawn(rng, who, NEW)
    predicted = MAPPINGS[found.method].apply(found.params, _features(_judged(rng, new.worth)[new.item]))
    low = np.maximum(people.LOW, predicted - found.half_width)
    high = np.minimum(people.HIGH, predicted + found.half_width)
    return _hold(low, new.score, high, "fixed")


def ppi(rng: np.random.Generator, raters: int, items: int) -> Trial | None:
    """The mean of a version out of few labels, each the mean of a team, and a judge's scores of the rest."""
    who = people.raters_drawn(rng, raters)
    said = people.ratings_drawn(rng, who, items)
    labels = np.bincount(said.item, weights=said.score) / np.bincount(said.item)
    rest = people.MIDDLE + people.WORTH_SD * rng.standard_normal(UNLABELLED)
    try:
        found = ppi_mean(labels, _judged(rng, said.worth), _judged(rng, rest))
    except StatsError:
        return None
    truth = people.mean_fixed(who, people.together(who.busy).turns)
    held = _hold(found.low, truth, found.high, "fixed")
    return Trial(held.covered, held.width, "fixed", held.width / (found.labels_high - found.labels_low))


def pass_rate(rng: np.random.Generator, raters: int, items: int) -> Trial | None:
    """The share that people would accept, out of one verdict of each labelled response and a judge's of all."""
    who = people.raters_drawn(rng, raters)
    worth = people.MIDDLE + people.WORTH_SD * rng.standard_normal(items + UNLABELLED)
    rater = rng.choice(raters, items, p=who.busy)
    latent = worth[:items] + who.severity[rater] + who.noise[rater] * rng.standard_normal(items)
    accepted = (np.rint(latent) >= THRESHOLD).astype(float)
    judged = (_judged(rng, worth) >= THRESHOLD - 0.5).astype(float)
    try:
        found = rogan_gladen(accepted, judged[:items], judged[items:])
    except StatsError:
        return None
    return _hold(found.low, people.passes_fixed(who, THRESHOLD), found.high, "fixed")


def _judged(rng: np.random.Generator, worth: Floats) -> Floats:
    """A judge that sees worth through noise, on a scale of its own, and is a little kind."""
    return np.clip(0.8 * worth + 1.1 + JUDGE_NOISE * rng.standard_normal(len(worth)), people.LOW, people.HIGH)


def _features(score: Floats) -> Features:
    return Features(score[:, None], ["quality"], 0)


FIGURES: dict[str, Figure] = {
    "mean": Figure(
        "the mean score on prompts like these, by raters like these (10 or more) or by these (fewer)",
        0.93, 0.98, mean_shown,
    ),
    "mean, these raters": Figure("the mean score on prompts like these, by these raters", 0.93, 0.98, mean_fixed),
    "Elo": Figure(
        "Bradley-Terry on prompts like these, by raters like these (10 or more) or by these (fewer)", 0.93, 0.98, elo
    ),
    "alpha, nominal": Figure("alpha on prompts like these, of these raters", 0.93, 0.98, alpha("nominal")),
    "alpha, ordinal": Figure("alpha on prompts like these, of these raters", 0.93, 0.98, alpha("ordinal")),
    "alpha, interval": Figure("alpha on prompts like these, of these raters", 0.93, 0.98, alpha("interval")),
    "consensus": Figure("what raters like these would give each response on average", 0.93, 0.98, consensus),
    "consensus, adjusted": Figure("what these raters would give each response on average", 0.93, 0.98, adjusted),
    "conformal 90 %": Figure("a new score by one of these raters of a new response", 0.88, 1.0, conformal),
    "PPI++": Figure("the mean of teams of these raters on rows like these", 0.93, 0.98, ppi),
    "Rogan-Gladen": Figure("the share that these raters accept of rows like these", 0.93, 0.98, pass_rate),
}  # fmt: skip
