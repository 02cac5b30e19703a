"""How a text carries what is true: people, the judge and the model read and write it; nothing of the product does."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.world.truth import Asked

_PROMPT = re.compile(r"Ticket (\d+) \((\w+)\) from (\w*)")
_QUALITY = re.compile(r"\{(\w+) (-?\d+\.\d+)\}")
_PRINCIPLE = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
_FILLER = ("We", "looked", "into", "it", "and", "will", "let", "you", "know", "what", "happens", "next.")


def prompt_of(item: int, category: str, group: str = "") -> str:
    """What a customer writes."""
    return f"Ticket {item} ({category}) from {group or 'someone'}: what do I do now?"


def asked_in(messages: list[Mapping[str, str]], temperature: float) -> Asked:
    """What the model was asked, and how."""
    found = _PROMPT.search(messages[-1]["content"])
    if found is None:
        raise ValueError(f"No ticket in: {messages[-1]['content'][:200]}")
    system = messages[0]["content"] if messages[0]["role"] == "system" else ""
    exemplars = sum(one["role"] == "assistant" for one in messages)
    number, category, group = found.groups()
    return Asked(int(number), category, group, tuple(_PRINCIPLE.findall(system)), exemplars, temperature)


def response_of(item: int, words: int, qualities: Mapping[str, float]) -> str:
    """A text of about so many words that is so good."""
    filler = " ".join((_FILLER * (words // len(_FILLER) + 1))[:words])
    return f"On ticket {item}: {filler} " + " ".join(f"{{{name} {value:.3f}}}" for name, value in qualities.items())


def heard_in(text: str) -> dict[str, float]:
    """How good a text is, by dimension."""
    return {name: float(value) for name, value in _QUALITY.findall(text)}
