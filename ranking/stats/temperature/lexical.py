"""What can be counted in the texts: how alike samples of one item are, and how many of their words are new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, islice
from math import fsum

_WORDS = re.compile(r"\w+")
# Pairs of samples looked at per item; the rest would say the same.
_PAIRS = 10


def words(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return _WORDS.findall(text.casefold())


def distinct(texts: Sequence[str], n: int) -> float | None:
    """Distinct-n: different n-grams as a part of all in the texts (Li et al. 2016, section 5). None without any.

    It falls with length, so compare texts of about the same length only.
    """
    grams = [gram for text in texts for gram in _grams(words(text), n)]
    return len(set(grams)) / len(grams) if grams else None


def likeness(texts: Sequence[str]) -> float | None:
    """How alike samples of one item are: the mean over pairs of the Dice coefficient of their words.

    1 where all use the same words, 0 where none is shared; None with fewer than two texts.
    """
    pairs = list(islice(combinations([set(words(text)) for text in texts], 2), _PAIRS))
    return fsum(_dice(one, other) for one, other in pairs) / len(pairs) if pairs else None


def _dice(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def _grams(found: list[str], n: int) -> list[tuple[str, ...]]:
    return list(zip(*(found[start:] for start in range(n)), strict=False))
