"""What was read from a judge's answer. What could not be read carries the reason, and never a guess."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ScoreVerdict:
    """A score on one scale: a number in `value`, or a category in `code`, or the reason in `unreadable`."""

    scale: str
    value: float | None = None
    code: str = ""
    unreadable: str = ""


@dataclass(frozen=True)
class OrderVerdict:
    """An order of candidate ids, best first, an inner tuple a tie; `scale` is None for the order over all."""

    scale: str | None = None
    ranking: tuple[tuple[int, ...], ...] = ()
    none_acceptable: bool = False
    unreadable: str = ""


Verdict = ScoreVerdict | OrderVerdict
