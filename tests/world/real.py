"""The same loop with a real small language model that writes and judges: how good a text is, is counted in its words.

The people of this setting look for what can be counted, so that what they are told apart from chance is known. What the
model makes of a prompt, nobody has planted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tests.world.setting import Setting
from tests.world.truth import DIMENSIONS

# What customers ask about, by category, and words of which an answer to the point has one.
TOPICS = {
    "refund": ("I returned {thing} two weeks ago and still wait for my money.", r"refund|money|paid|pay"),
    "delivery": ("{thing} I ordered last week has not come.", r"deliver|parcel|package|arriv|shipp|courier|order"),
    "warranty": ("{thing} broke after three months.", r"warrant|repair|replac|guarantee|broke"),
}
THINGS = (
    "The kettle", "The lamp", "The jacket", "The radio", "The chair", "The camera", "The mixer", "The watch",
    "The tent", "The printer", "The bag", "The heater",
)  # fmt: skip
STEP = re.compile(r"\b(please|contact|call|send|check|return|reply|visit|write|email|tell)\b", re.IGNORECASE)
ADDRESSED = re.compile(r"\byour?\b", re.IGNORECASE)
LONG, SHORT = 60, 8
# The least and the most points.
LOW, HIGH = 1.0, 5.0

LEVELS = {
    DIMENSIONS[0]: [
        "Says nothing about what the customer asks.",
        "Names the matter and leaves it at that.",
        "Speaks to the customer about the matter.",
        "Tells the customer one thing to do.",
        "Tells the customer what to do next, about just this matter.",
    ],
    DIMENSIONS[1]: [
        "Rambles and repeats itself.",
        "Repeats itself in parts.",
        "Long, without repeating itself.",
        "Short, and breaks off.",
        "Short, whole sentences, nothing said twice.",
    ],
}
IDEAS = (
    "Answer in at most two sentences.",
    "Tell the customer one thing to do next.",
    "Begin with the word you.",
    "Apologise first.",
    "Use simple words.",
)


def prompt_of(number: int, category: str, group: str) -> str:
    """What a customer writes."""
    said, _words = TOPICS[category]
    thing = THINGS[number // len(TOPICS) % len(THINGS)]
    of = f" My name is {group}." if group else ""
    return f"{said.format(thing=thing)}{of} This is ticket {number}. What do I do about the {category}?"


def heard_in(text: str) -> Mapping[str, float]:
    """How good a text is, by dimension, in points from 1 to 5."""
    words = re.findall(r"[\w']+", text.lower())
    named = any(re.search(found, text, re.IGNORECASE) for _said, found in TOPICS.values())
    helpful = 1.5 * named + 0.7 * bool(ADDRESSED.search(text)) + 1.8 * bool(STEP.search(text))
    short = 1.5 * (SHORT <= len(words) <= LONG)
    whole = 1.0 * text.rstrip().endswith((".", "!", "?"))
    tidy = 1.5 * _fresh(words)
    return {DIMENSIONS[0]: LOW + helpful, DIMENSIONS[1]: LOW + short + whole + tidy} if words else _nothing()


def _fresh(words: Sequence[str]) -> float:
    """The part of pairs of words that are new (distinct-2, Li et al. 2016)."""
    pairs = list(pairwise(words))
    return len(set(pairs)) / len(pairs) if pairs else 1.0


def _nothing() -> Mapping[str, float]:
    return dict.fromkeys(DIMENSIONS, LOW)


def setting(base_url: str, model: str) -> Setting:
    """A model at an address that writes and judges."""
    return Setting(
        base_url, writer=model, judge=model, system="You answer customers of a shop.", prompt=prompt_of,
        hears=heard_in, levels=LEVELS, ideas=IDEAS, max_tokens=48, concurrency=4,
    )  # fmt: skip
