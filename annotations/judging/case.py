"""What a judge is shown: an input, its candidates, and the rubric, as plain frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

ScaleKind = Literal["likert", "percent", "binary", "category"]
LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Level:
    """One step of a scale: a number, or a category's code, and what it means."""

    value: float | str
    text: str


@dataclass(frozen=True)
class Scale:
    """A dimension of the rubric as a judge meets it."""

    name: str
    kind: ScaleKind = "likert"
    minimum: float = 1
    maximum: float = 5
    levels: tuple[Level, ...] = ()
    description: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(str(level.value) for level in self.levels)


def levels_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Level, ...]:
    """This function will read the stored shape: `{"value": number | "code": text, "text": text}`."""
    return tuple(Level(one.get("code", one.get("value", "")), str(one.get("text", ""))) for one in stored)


@dataclass(frozen=True)
class Turn:
    """A turn of the conversation before the input."""

    role: str
    text: str


def turns_of(stored: Iterable[Mapping[str, str]]) -> tuple[Turn, ...]:
    """This function will read the stored shape: `{"role": "system" | "user" | "assistant", "content": text}`."""
    return tuple(Turn(one["role"], one["content"]) for one in stored)


@dataclass(frozen=True)
class Candidate:
    id: int
    text: str


@dataclass(frozen=True)
class Case:
    """One task for a judge; `candidates` stand in their canonical order, never in a shown one.

    With `per_dimension` an order is asked for each scale, otherwise one order over all. `earlier` are the turns of
    the conversation that `prompt` is the last of.
    """

    prompt: str
    candidates: tuple[Candidate, ...]
    scales: tuple[Scale, ...]
    reference: str = ""
    instructions: str = ""
    per_dimension: bool = False
    earlier: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Shown:
    """The candidates as one question shows them: letters in order, and whose response each stands for."""

    candidates: tuple[Candidate, ...]

    @property
    def labelled(self) -> dict[str, Candidate]:
        if len(self.candidates) > len(LABELS):
            raise ValueError(f"A judge can be shown at most {len(LABELS)} candidates at once.")
        return dict(zip(LABELS, self.candidates, strict=False))

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(candidate.id for candidate in self.candidates)
