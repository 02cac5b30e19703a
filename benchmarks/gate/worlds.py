"""Judges that must not stand in for a rater, and some that may.

The first say nothing of quality, or are worse than people by just epsilon.

People score round(worth + noise), held within 1 to 5; each response is rated by a few of them, drawn anew. The worst
case for the gate is a judge that is clearly better than just under half of the people (who guess) and worse by just
epsilon than all others: `edge` finds the setting at which that is so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from ranking.stats.arrays import Floats, Ints
from ranking.stats.replacement import EPSILON, Answers

LOW, HIGH = 1, 5
MIDDLE, WORTH_SD = 3.3, 0.9
# How much of the worth of a response is its prompt's.
OF_PROMPT = 0.5
NOISE, GUESSING = 0.8, 4.0
LEAN = 0.3
MANY = 20_000
_STEPS = 18


@dataclass(frozen=True)
class Size:
    """So many people; prompts and responses to each; how many rate a response."""

    raters: int
    prompts: int
    responses: int
    overlap: int

    def __str__(self) -> str:
        return f"{self.raters} people, {self.prompts} × {self.responses} responses, rated by {self.overlap}"


@dataclass(frozen=True)
class World:
    """Responses: their worth and prompt (u,), and what people answered."""

    worth: Floats
    prompt: Ints
    people: Answers


# A judge gives scores to a world; the number is how bad it is.
Judge = Callable[[np.random.Generator, World, float], Floats]


def world_drawn(rng: np.random.Generator, size: Size, *, guessing: int = 0) -> World:
    """A project in which the first `guessing` people guess."""
    count = size.prompts * size.responses
    prompt = np.repeat(np.arange(size.prompts), size.responses)
    of_prompt, own = rng.standard_normal(size.prompts)[prompt], rng.standard_normal(count)
    worth = MIDDLE + WORTH_SD * (np.sqrt(OF_PROMPT) * of_prompt + np.sqrt(1 - OF_PROMPT) * own)
    rater = np.argsort(rng.random((count, size.raters)), axis=1)[:, : size.overlap].ravel()
    unit = np.repeat(np.arange(count), size.overlap)
    noise = np.where(rater < guessing, GUESSING, NOISE)
    return World(
        worth, prompt, Answers(unit, rater, _level(worth[unit] + noise * rng.standard_normal(len(unit))), prompt[unit])
    )


def noisy(rng: np.random.Generator, world: World, bad: float) -> Floats:
    """Sees worth through noise."""
    return _level(world.worth + bad * rng.standard_normal(len(world.worth)))


def smooth(rng: np.random.Generator, world: World, bad: float) -> Floats:
    """The same, and gives any number, such as an expected level."""
    return np.asarray(world.worth + bad * rng.standard_normal(len(world.worth)))


def kind(rng: np.random.Generator, world: World, bad: float) -> Floats:
    """The same, and a point too kind."""
    return noisy(rng, world, bad) + 1


def leaning(rng: np.random.Generator, world: World, bad: float) -> Floats:
    """Gives any number, and leans so far that it is sometimes seen and sometimes not."""
    return smooth(rng, world, bad) + LEAN


def blind(rng: np.random.Generator, world: World, bad: float) -> Floats:
    """Understands some prompts and others not at all: its errors on one prompt are the same."""
    prompts = int(world.prompt.max()) + 1
    lost, wrong = rng.random(prompts) < bad, MIDDLE + rng.choice([-2.0, 2.0], prompts)
    near = world.worth + 0.3 * rng.standard_normal(len(world.worth))
    return _level(np.where(lost[world.prompt], wrong[world.prompt], near))


def middling(rng: np.random.Generator, world: World, _bad: float) -> Floats:
    """Three or four, by lot."""
    return rng.choice([3.0, 4.0], len(world.worth))


def praising(rng: np.random.Generator, world: World, _bad: float) -> Floats:
    """Mostly five, by lot."""
    return rng.choice([4.0, 5.0], len(world.worth), p=[0.2, 0.8])


def by_prompt(rng: np.random.Generator, world: World, _bad: float) -> Floats:
    """Three or four by lot, but the same for all responses to a prompt."""
    return rng.choice([3.0, 4.0], int(world.prompt.max()) + 1)[world.prompt]


def shuffled(rng: np.random.Generator, world: World, _bad: float) -> Floats:
    """Scores spread as people's are, of other responses."""
    return rng.permutation(_level(world.worth + NOISE * rng.standard_normal(len(world.worth))))


SILENT: dict[str, Judge] = {
    "3 or 4 by lot": middling, "mostly 5": praising, "by prompt": by_prompt, "spread as people": shuffled,
}  # fmt: skip
# Such may: as noisy as people, and half as noisy.
FIT: dict[str, tuple[Judge, float]] = {
    "fit: as noisy as people": (noisy, NOISE), "fit: half as noisy": (noisy, NOISE / 2),
    "fit: half as noisy, a point too kind": (kind, NOISE / 2),
}  # fmt: skip
# How bad each may be at most, on its own scale.
WORSE: dict[str, tuple[Judge, float]] = {
    "noisy, whole levels": (noisy, 8.0), "noisy, any number": (smooth, 8.0), "noisy, a point too kind": (kind, 8.0),
    "noisy, a little too kind": (leaning, 8.0),
    "lost on some prompts": (blind, 1.0),
}  # fmt: skip


def beaten(size: Size) -> int:
    """Just under half of the people."""
    return -(-size.raters // 2) - 1


@cache
def edge(name: str, raters: int, overlap: int) -> float:
    """How bad the judge is where it is worse than the people who do not guess by just epsilon."""
    judge, most = WORSE[name]
    size = Size(raters, MANY, 1, overlap)
    world = world_drawn(np.random.default_rng(0), size, guessing=beaten(size))
    low, high = 0.0, most
    for _ in range(_STEPS):
        bad = (low + high) / 2
        scores = judge(np.random.default_rng(1), world, bad)
        # What is too kind is taken away by the mean.
        lag = _lag(scores - {kind: 1.0, leaning: LEAN}.get(judge, 0.0), world.people, beaten(size))
        low, high = (bad, high) if lag < EPSILON else (low, bad)
    return (low + high) / 2


def _lag(judge: Floats, people: Answers, first: int) -> float:
    """How much oftener those from `first` on are at least as near to the others' mean as the judge, than it to theirs.

    None of the product's code takes part in it.
    """
    sums, counts = (np.bincount(people.unit, weights=each, minlength=len(judge)) for each in (people.value, None))
    others = (sums[people.unit] - people.value) / (counts[people.unit] - 1)
    own, its = np.abs(people.value - others), np.abs(judge[people.unit] - others)
    return float((np.sign(its - own) * ~np.isclose(its, own))[people.rater >= first].mean())


def _level(values: Floats) -> Floats:
    return np.clip(np.rint(values), LOW, HIGH)
