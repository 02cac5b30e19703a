"""What is true in the world: how good a response is, and what makes it so. Pure, and fixed by one seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

DIMENSIONS = ("helpfulness", "correctness")
CATEGORIES = ("refund", "delivery", "warranty")
TEMPERATURES = (0.2, 0.6, 1.0)
GROUPS = ("Murat", "Ayşe")
# In points of a scale from 1 to 5.
BASE, ITEM_SD, DRAW_SD, TALENT_SD = 2.7, 0.5, 0.4, 0.25
# The rubric's own words help; a lead's ideas help or harm, and nobody knows which.
RUBRIC_GAIN, IDEA_SD = 0.3, 0.3
EXEMPLARS_GAIN = 0.1
WARMTH = 2.0
GAP = 0.6
# Words without which no principle concerns the gap.
FAIR_WORDS = ("whoever", "gender")


@dataclass(frozen=True)
class Asked:
    """What a response is a response to: the item's number, its category, who asks; and how it was asked."""

    item: int
    category: str
    group: str = ""
    principles: tuple[str, ...] = ()
    exemplars: int = 0
    temperature: float = 0.6


@dataclass(frozen=True)
class Truth:
    """One world. `gap` is what one group gets less; `planted` names principles that add so many points to all.

    In a `null` world nothing that a template says changes anything (A/A).
    """

    seed: int
    null: bool = False
    gap: float = GAP
    planted: tuple[tuple[str, float], ...] = ()

    def draw(self, *key: object) -> np.random.Generator:
        """Random numbers that belong to the key: the same key, the same numbers."""
        text = repr((self.seed, key)).encode()
        return np.random.default_rng(int.from_bytes(blake2b(text, digest_size=8).digest(), "big"))

    def best_temperature(self, category: str) -> float:
        """At which the model answers a category best."""
        order = self.draw("temperatures").permutation(TEMPERATURES)
        return float(order[CATEGORIES.index(category) % len(order)])

    def gain_of(self, principle: str, dimension: str) -> float:
        """What one principle adds to a dimension, in points: of the rubric's words surely something, else who knows."""
        if principle in dict(self.planted):
            return dict(self.planted)[principle]
        named, _colon, _rest = principle.partition(":")
        own = named.strip().lower()
        if own in DIMENSIONS:
            return RUBRIC_GAIN if own == dimension else 0.0
        if self.is_fair(principle):
            return 0.0
        return float(self.draw("idea", principle, dimension).normal(0, IDEA_SD))

    def is_fair(self, principle: str) -> bool:
        """Whether a principle tells the model to treat groups alike."""
        return any(word in principle.lower() for word in FAIR_WORDS)

    def expected(self, asked: Asked, dimension: str, *, of_item: bool = True) -> float:
        """The mean quality of responses so asked, in points."""
        value = BASE
        if of_item:
            value += float(self.draw("item", asked.item, dimension).normal(0, ITEM_SD))
        if not self.null:
            value += sum(self.gain_of(one, dimension) for one in dict.fromkeys(asked.principles))
            value += EXEMPLARS_GAIN * bool(asked.exemplars)
        value -= WARMTH * (asked.temperature - self.best_temperature(asked.category)) ** 2
        return value - self.gap_of(asked)

    def gap_of(self, asked: Asked) -> float:
        """What the second group gets less, until a principle speaks of it; then a quarter of it is left."""
        if asked.group != GROUPS[1]:
            return 0.0
        return self.gap * (0.25 if any(self.is_fair(one) for one in asked.principles) else 1.0)

    def worth(self, principles: Sequence[str], exemplars: int = 0, temperature: float | None = None) -> float:
        """The true mean of the primary dimension over the categories; without a temperature each at its best."""
        asked = [
            Asked(
                0, category, "", tuple(principles), exemplars,
                self.best_temperature(category) if temperature is None else temperature,
            )
            for category in CATEGORIES
        ]  # fmt: skip
        return float(np.mean([self.expected(one, DIMENSIONS[0], of_item=False) for one in asked]))

    def ideas(self, count: int = 12) -> list[str]:
        """Principles that a lead might try."""
        return [f"Idea {place}: write in manner {place}." for place in range(1, count + 1)]


@dataclass(frozen=True)
class Person:
    """A rater: how much more than others they give, and how far single scores scatter, in points."""

    severity: float
    noise: float

    def score(self, value: float, random: np.random.Generator) -> int:
        """A level from 1 to 5 for a response of this quality."""
        return int(np.clip(np.rint(value + self.severity + random.normal(0, self.noise)), 1, 5))


def people_of(truth: Truth, count: int) -> list[Person]:
    """Raters of unequal severity (SD 0.4 points) and noise (0.4 to 0.8)."""
    random = truth.draw("people")
    return [Person(float(random.normal(0, 0.4)), float(random.uniform(0.4, 0.8))) for _ in range(count)]


@dataclass(frozen=True)
class Critic:
    """The judge: gives more than people, more to what is long, prefers what stands first, and scatters."""

    generous: float = 0.5
    by_length: float = 0.3
    first: float = 0.4
    noise: float = 0.6
    drift: float = 0.0

    def felt(self, value: float, words: int, random: np.random.Generator, *, is_first: bool = False) -> float:
        """What it takes a response for, in points."""
        longer = self.by_length * float(np.log2(max(words, 1) / 60))
        return value + self.generous + self.drift + longer + self.first * is_first + float(random.normal(0, self.noise))

    def score(self, value: float, words: int, random: np.random.Generator) -> int:
        """A level from 1 to 5."""
        return int(np.clip(np.rint(self.felt(value, words, random)), 1, 5))
