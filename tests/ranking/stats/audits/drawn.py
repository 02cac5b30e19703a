"""Choices and scores drawn from a model whose biases are known."""

import numpy as np

from ranking.stats.audits.base import Choices, Residuals


def contested(
    seed, *, worth=(0.0, 0.0), longer=0.7, slope=0.5, place=0.0, mark=0.0, pairs=2000, prompts=400, unit="log"
):
    """Two writers of some worth (log-odds), the first of whom writes `longer` doublings more; who is chosen by a judge
    that pays `slope` per unit of length, `place` for standing first and `mark` for a list."""
    rng = np.random.default_rng(seed)
    one = rng.integers(0, 2, pairs)
    doublings = np.where(one == 0, 1.0, -1.0) * longer + rng.normal(0, 0.8, pairs)
    stood = rng.choice([-1.0, 1.0], pairs)
    formats = np.zeros((pairs, 3))
    formats[:, 0] = rng.choice([-1.0, 0.0, 0.0, 1.0], pairs)
    characters = 500 * (2 ** (doublings / 2) - 2 ** (-doublings / 2))
    length = doublings if unit == "log" else characters / characters.std()
    better = np.array(worth)[one] - np.array(worth)[1 - one]
    chance = 1 / (1 + np.exp(-(better + slope * length + place * stood + mark * formats[:, 0])))
    won = (rng.random(pairs) < chance).astype(float)
    return Choices(
        won, stood, doublings, np.arange(pairs), rng.integers(0, prompts, pairs), one, 1 - one, formats=formats
    )  # fmt: skip


def scored(seed, *, severity=0.4, slope=0.0, mark=0.0, n=400, prompts=80):
    """A judge's residuals over three writers whose answers differ in length and marks."""
    rng = np.random.default_rng(seed)
    name = rng.integers(0, 3, n)
    doublings = 8 + 0.5 * name + rng.normal(0, 0.7, n)
    formats = (rng.random((n, 3)) < [0.3, 0.2, 0.15]).astype(float)
    people = 3 + 0.3 * name + rng.normal(0, 0.6, n)
    gap = severity + slope * (doublings - 8.5) + mark * formats[:, 0] + rng.normal(0, 0.4, n)
    return Residuals(gap, doublings, rng.integers(0, prompts, n), people, None, formats, name)
