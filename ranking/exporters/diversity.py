"""How diverse what an export holds is, counted as it is written."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from annotations.variants.casing import lowered
from ranking.exporters.base import Example

# distinct-n falls with the number of texts, so it is told of a sample of always the same size.
SAMPLE = 1_000
# Kinds beyond these are counted together: a file with a million categories must not fill the memory.
KINDS = 200
OTHER = "(other)"
WORDS = re.compile(r"\w+(?:['’]\w+)*")


@dataclass
class Diversity:
    """Rows by language, category, group and label, and a sample of the texts with their languages."""

    seed: int = 0
    group: Callable[[Example], str | None] = lambda example: None
    rows: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    copied: int = 0
    repeated: int = 0
    texts: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)  # noqa: S311
        self.met = 0

    def add(self, example: Example) -> None:
        """This function will count one row that is written."""
        item, mark = example.item, example.mark or {}
        self.rows += 1
        _count(self.languages, item.language)
        _count(self.categories, item.category)
        if value := self.group(example):
            _count(self.groups, value)
        if example.label is not None:
            self.labels["true" if example.label else "false"] += 1
        self.copied += "copied_from" in mark and "repeat" not in mark
        self.repeated += "repeat" in mark
        if "repeat" not in mark:
            self._keep(example.texts[0], item.language)

    def distinct(self) -> dict[int, float | None]:
        """The share of different word sequences of 1, 2 and 3 among all of the sample; None where there are none.

        Li et al. (2016), section 5.3, on the texts to be written.
        """
        return {n: _distinct(self.texts, n) for n in (1, 2, 3)}

    def told(self) -> str:
        """The shares in words; where no text has so many words, that there is none."""
        shares = (
            f"distinct-{n} {value:.3f}" if value is not None else f"distinct-{n} none (no text has so many words)"
            for n, value in self.distinct().items()
        )  # fmt: skip
        return ", ".join(shares)

    def _keep(self, text: str, language: str) -> None:
        """Algorithm R (Vitter 1985): a sample of fixed size, whatever comes."""
        self.met += 1
        if len(self.texts) < SAMPLE:
            self.texts.append((text, language))
        elif (place := self.draw.randrange(self.met)) < SAMPLE:
            self.texts[place] = (text, language)


def _count(counter: Counter[str], kind: str) -> None:
    counter[kind if kind in counter or len(counter) < KINDS else OTHER] += 1


def _distinct(texts: list[tuple[str, str]], n: int) -> float | None:
    found: set[tuple[str, ...]] = set()
    total = 0
    for text, language in texts:
        words = [match[0] for match in WORDS.finditer(lowered(text, language))]
        grams = [tuple(words[place : place + n]) for place in range(len(words) - n + 1)]
        total += len(grams)
        found.update(grams)
    return round(len(found) / total, 4) if total else None
