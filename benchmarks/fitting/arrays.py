"""Answers as arrays: comparisons and ratings of made-up contestants and responses, and the plainest way to fit them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.arrays import Floats, Ints

CONTESTANTS, RATERS, RATINGS_EACH = 1_000, 500, 5


@dataclass(frozen=True)
class Compared:
    """Comparisons (n,), whose they are, and on which prompts."""

    pairs: Pairs
    rater: Ints
    prompt: Ints


@dataclass(frozen=True)
class Rated:
    """Scores (n,), whose they are, of which response; and what a judge gives each response (responses,)."""

    response: Ints
    rater: Ints
    score: Floats
    judge: Ints


def compared(n: int, seed: int = 0) -> Compared:
    """So many comparisons among a thousand contestants by five hundred raters."""
    rng = np.random.default_rng(seed)
    worth = rng.standard_normal(CONTESTANTS)
    one = rng.integers(0, CONTESTANTS, n)
    two = (one + rng.integers(1, CONTESTANTS, n)) % CONTESTANTS
    gap = worth[one] - worth[two] + rng.logistic(size=n)
    outcome = np.where(np.abs(gap) < 0.3, 0.5, (gap > 0).astype(float))
    return Compared(Pairs(one, two, outcome), rng.integers(0, RATERS, n), rng.integers(0, n // 5, n))


def rated(n: int, seed: int = 0) -> Rated:
    """So many scores from 1 to 5, five of each response, by five hundred raters of own severity, in no order."""
    rng = np.random.default_rng(seed)
    responses = n // RATINGS_EACH
    response = np.repeat(np.arange(responses), RATINGS_EACH)
    # Steps that never go round make five different raters.
    steps = rng.integers(1, RATERS // RATINGS_EACH, (responses, RATINGS_EACH))
    rater = (rng.integers(0, RATERS, responses)[:, None] + np.cumsum(steps, axis=1)).ravel() % RATERS
    worth = 3.2 + 0.8 * rng.standard_normal(responses)
    latent = worth[response] + 0.4 * rng.standard_normal(RATERS)[rater]
    score = np.clip(np.rint(latent + 0.7 * rng.standard_normal(n)), 1, 5)
    order = rng.permutation(n)
    # A judge that is milder than people, and sees half of what they see.
    judge = np.clip(np.rint(3.8 + 0.7 * (worth - 3.2) + 0.6 * rng.standard_normal(responses)), 1, 5)
    return Rated(response[order], rater[order], score[order], judge.astype(np.int64))


def ten_sweeps(said: Rated) -> tuple[Floats, Floats]:
    """Responses' and raters' means in turn, ten times: what a two-way fit costs at the least."""
    of_response, of_rater = np.bincount(said.response), np.bincount(said.rater)
    leniency = np.zeros(len(of_rater))
    for _ in range(10):
        worth = np.bincount(said.response, weights=said.score - leniency[said.rater]) / of_response
        leniency = np.bincount(said.rater, weights=said.score - worth[said.response]) / of_rater
        leniency -= leniency.mean()
    return worth, leniency
