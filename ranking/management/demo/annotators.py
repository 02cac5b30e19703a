"""Simulated annotators: programs that read an answer and judge it by what can be measured in its text.

They are labelled as simulated wherever they appear. They see what people see (item, reference and text), know no
model, template or temperature, and differ in severity and in noise, so that agreement, intervals and severity
have something to show.
"""

import itertools
import random
import re
from dataclasses import dataclass

WORD = re.compile(r"\w+", re.UNICODE)
# Words that say little about whether an answer is about the question.
COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "how",
        "i",
        "in",
        "is",
        "it",
        "my",
        "of",
        "on",
        "or",
        "that",
        "the",
        "this",
        "to",
        "with",
        "you",
        "your",
    ]
)
LONGEST_CLEAR = 70
SHORTEST_HELPFUL = 6


@dataclass(frozen=True)
class Reading:
    """What an annotator noticed in a text; each between 0 (bad) and 1 (good)."""

    relevant: float
    right: float
    clear: float
    cut: bool
    repeats: bool


@dataclass(frozen=True)
class Annotator:
    """One simulated annotator: points added to every score, and the spread of their mood."""

    name: str
    severity: float
    noise: float


ANNOTATORS = [
    Annotator("simulated-1", severity=0.0, noise=0.35),
    Annotator("simulated-2", severity=-0.5, noise=0.45),
    Annotator("simulated-3", severity=0.3, noise=0.6),
]


def read(*, prompt: str, reference: str, text: str) -> Reading:
    """Measure a text against its question and reference."""
    words = [word.casefold() for word in WORD.findall(text)]
    pairs = list(itertools.pairwise(words))
    distinct = len(set(pairs)) / len(pairs) if pairs else 0.0
    cut = not text.rstrip().endswith((".", "!", "?", ":", "…", '"', "”"))
    length = 1.0 if SHORTEST_HELPFUL <= len(words) <= LONGEST_CLEAR else 0.55
    return Reading(
        relevant=_share(prompt, words),
        right=_share(reference, words),
        clear=(0.4 + 0.6 * distinct) * length * (0.7 if cut else 1.0) if words else 0.0,
        cut=cut,
        repeats=distinct < 0.85,
    )


def scores(reading: Reading, annotator: Annotator, dice: random.Random) -> dict[str, int]:
    """A score from 1 to 5 for each dimension of the demo's rubric."""
    quality = {
        "helpfulness": 0.35 * reading.relevant + 0.35 * reading.right + 0.3 * reading.clear,
        "correctness": 0.25 * reading.relevant + 0.75 * reading.right,
        "clarity": reading.clear,
    }
    return {
        name: min(5, max(1, round(1.2 + 4 * value + annotator.severity + dice.gauss(0, annotator.noise))))
        for name, value in quality.items()
    }


def worth(reading: Reading, annotator: Annotator, dice: random.Random) -> float:
    """How much the annotator likes a text as a whole, for comparing and ranking."""
    return reading.relevant + 1.5 * reading.right + reading.clear + dice.gauss(0, annotator.noise / 2)


def order(worths: dict[int, float], *, tie: float = 0.12) -> list[list[int]]:
    """Response ids best first; neighbours that are nearly as good share a place."""
    ranking: list[list[int]] = []
    last = None
    for response, value in sorted(worths.items(), key=lambda pair: -pair[1]):
        if last is not None and last - value < tie:
            ranking[-1].append(response)
        else:
            ranking.append([response])
        last = value
    return ranking


def comment(reading: Reading) -> str:
    """What the annotator would write beside the score, or nothing."""
    if reading.cut:
        return "Breaks off in the middle of a sentence."
    if reading.repeats:
        return "Says the same thing twice."
    if reading.relevant + reading.right < 0.35:
        return "Does not answer what was asked."
    return ""


def _share(wanted: str, words: list[str]) -> float:
    """The share of the telling words of a text that occur among others (by their first five letters)."""
    stems = {word.casefold()[:5] for word in WORD.findall(wanted)} - COMMON
    return len(stems & {word[:5] for word in words}) / len(stems) if stems else 0.0
