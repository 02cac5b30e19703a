"""Ratings: how soon every response's score is known, and whether means stay right when a round is cut short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ranking.stats.arrays import Bools, Floats
from ranking.stats.means import Mean, cluster_mean
from ranking.stats.sampling.choosing import Candidates, choose_ratings
from ranking.stats.sampling.lots import lots, reach
from ranking.stats.sampling.ratings import Rated
from ranking.stats.sampling.sample import ALL, PLANNED, Sample, sample_of
from ranking.stats.sampling.waves import budget, period

WIDTH = 4.0
# What responses of one item share, what a rater adds to each score, and how well the judge follows the truth.
ITEM_SD, RATER_SD, JUDGE_SD = 0.4, 0.6, 0.5
# Arms whose responses differ much less and much more from one another, and items that the judge does not understand.
ARM_SD = (0.2, 0.4, 0.8, 1.2)
BLIND, BLIND_SD = 0.25, 1.0
ARM_MEAN = (3.4, 3.2, 3.0, 2.6)


@dataclass
class RatingWorld:
    """Four arms once on every item, rated on a scale of five points by raters with noise; the truth is each response's
    score. With `alike` all arms and items are equally hard to foresee, so that there is nothing to choose by."""

    items: int
    overlap: int
    seed: int
    alike: bool = False
    truth: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        arms = len(ARM_SD)
        self.arm, self.item = np.tile(np.arange(arms), self.items), np.repeat(np.arange(self.items), arms)
        own = np.full(arms, 0.6) if self.alike else np.array(ARM_SD)
        count = arms * self.items
        self.truth = (
            np.array(ARM_MEAN)[self.arm]
            + self.rng.normal(0, ITEM_SD, self.items)[self.item]
            + self.rng.normal(0, 1, count) * own[self.arm]
        )
        blind = (self.rng.random(self.items) < BLIND) & (not self.alike)
        miss = self.rng.normal(0, 1, count) * np.where(blind[self.item], BLIND_SD, JUDGE_SD)
        # Where it does not understand, the judge is kind: people and judge part, and people's scores are the lower.
        self.judged = self.truth + miss + np.where(blind[self.item], 0.8, 0.0)
        self.strata = self.arm.astype(np.int64)

    def score(self, response: int) -> float:
        """One rater's score."""
        return float(self.truth[response] + self.rng.normal(0, RATER_SD))


@dataclass
class RatingRound:
    """What was asked so far: scores of each response in the order they came."""

    world: RatingWorld
    scores: list[list[float]]
    drawn: Floats

    @property
    def rated(self) -> Rated:
        """As the product sees it."""
        n = np.array([len(one) for one in self.scores])
        mean = np.array([float(np.mean(one)) if one else 0.0 for one in self.scores])
        squares = np.array([float(np.var(one) * len(one)) if one else 0.0 for one in self.scores])
        world = self.world
        return Rated(world.arm, world.item, world.judged, np.full(len(n), np.nan), n, mean, squares)

    @property
    def sample(self) -> Sample:
        """The random sample of its tasks."""
        n = np.array([len(one) for one in self.scores])
        return sample_of(
            self.drawn, asked=n > 0, filled=n >= self.world.overlap, language=np.zeros(len(n), dtype=np.int64)
        )

    def mean_of(self, arm: int | None, *, naive: bool) -> Mean | None:
        """The mean score of an arm (None: of all), of every answer or of those that stand for all; None without one."""
        take = self.sample.take if not naive else np.full(len(self.scores), ALL)
        mine = np.flatnonzero((self.world.arm == arm) if arm is not None else self.world.arm >= 0)
        rows = [
            (score, self.world.item[place])
            for place in mine.tolist()
            for score in self.scores[place][: len(self.scores[place]) if take[place] >= PLANNED else int(take[place])]
        ]
        values, items = np.array([score for score, _ in rows]), np.array([item for _, item in rows])
        return cluster_mean(values, items) if len(rows) else None


def looks(world: RatingWorld, *, share: float) -> Iterator[RatingRound]:
    """The round at each look: `share` of the answers by lot, the rest by what teaches most; 1 is random order.

    As raters who work side by side do, each task is answered by all its raters before the next.
    """
    count = len(world.truth)
    lot = lots(np.arange(count), world.strata, seed=world.seed)
    found = RatingRound(world, [[] for _ in range(count)], np.full(count, np.nan))
    places, reached, aimed = count * world.overlap, 0.0, 0.0
    while (answered := sum(map(len, found.scores))) < places:
        before, aimed = aimed, min(1.0, (answered + period(places)) / places)
        reached = reach(reached, answered=before, aimed=aimed, share=share)
        found.drawn[np.isnan(found.drawn) & (lot <= reached)] = reached
        left = period(places)
        for task in _next(found, lot, share):
            while len(found.scores[task]) < world.overlap and left:
                found.scores[task].append(world.score(task))
                left -= 1
        yield found


def _next(found: RatingRound, lot: Floats, share: float) -> list[int]:
    world = found.world
    n = np.array([len(one) for one in found.scores])
    due = np.flatnonzero((n < world.overlap) & ~np.isnan(found.drawn))
    due = due[np.argsort(lot[due])]
    if share == 1:
        return due.tolist()
    room = np.where(np.isnan(found.drawn), world.overlap - n, 0)
    load = np.bincount(world.item, weights=n)[world.item]
    candidates = Candidates(room, n > 0, load, lot)
    chosen = choose_ratings(candidates, [(found.rated, WIDTH)], wanted=budget(len(n) * world.overlap))
    return [*due.tolist(), *chosen.tasks.tolist()]


def error_of_scores(found: RatingRound) -> float:
    """How far the best guess of every response's score is from the truth (RMSE): people's mean where they rated, drawn
    to what arm and judge let expect, and that alone where they did not."""
    rated, known = found.rated, np.array([len(one) > 0 for one in found.scores])
    guess, spread, noise = _regression(rated, known)
    weight = np.where(known, spread / (spread + noise / np.maximum(rated.n, 1)), 0.0)
    return float(np.sqrt(np.mean((guess + weight * (rated.mean - guess) - found.world.truth) ** 2)))


def _regression(rated: Rated, known: Bools) -> tuple[Floats, Floats, float]:
    """Least squares on the arm and the judge; the variance of what it leaves by arm, and the raters' noise."""
    table = np.column_stack([np.eye(len(ARM_SD))[rated.arm], rated.judged])
    ridge = 0.1 * np.eye(table.shape[1])
    inside = table[known]
    coefficients = np.linalg.solve(inside.T @ inside + ridge, inside.T @ rated.mean[known] + ridge @ [3, 3, 3, 3, 0])
    guess, noise = table @ coefficients, RATER_SD**2
    left = (rated.mean - guess)[known] ** 2 - noise / rated.n[known]
    sums = np.bincount(rated.arm[known], weights=left, minlength=len(ARM_SD))
    counts = np.bincount(rated.arm[known], minlength=len(ARM_SD))
    pooled = max(float(left.mean()), 0.01) if known.any() else 1.0
    return guess, np.maximum((sums + 5 * pooled) / (counts + 5), 0.01)[rated.arm], noise


def errors_along(world: RatingWorld, *, share: float, parts: Sequence[float]) -> Floats:
    """The error of the scores once each of `parts` of the places is answered."""
    return np.array([error_of_scores(one) for one in stopped(world, share=share, parts=parts)])


def stopped(world: RatingWorld, *, share: float, parts: Sequence[float]) -> Iterator[RatingRound]:
    """The round as it would be closed once each of `parts` of its places is answered."""
    places, wanted = len(world.truth) * world.overlap, list(parts)
    for one in looks(world, share=share):
        while wanted and sum(map(len, one.scores)) >= wanted[0] * places - 1e-9:
            wanted.pop(0)
            yield one
        if not wanted:
            return
