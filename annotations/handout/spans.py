"""Where a rater stands in a shuffled order of tasks.

The stretch looked at is one span of places that grows upwards from the rater's own start to the end, and then
downwards to the beginning. A task that comes back gets a place above every other, so it lies beyond every span,
however far a rater has come; and no rater ever reads a stretch twice, so a `next` costs the same at the end of a
round as at its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Span:
    """Places `low` to `high`, both looked at; empty while high is one below low."""

    low: int
    high: int

    @classmethod
    def empty_at(cls, start: int) -> Self:
        """A span of nothing, about to grow upwards from `start`."""
        return cls(start, start - 1)

    def over(self, seq: int) -> Span:
        """The span that reaches as far as `seq`."""
        return Span(min(self.low, seq), max(self.high, seq))

    @property
    def done_below(self) -> Span:
        """The span once nothing is left below it: the first place is 1."""
        return Span(min(self.low, 1), self.high)


def span_key(band: int, languages: Iterable[str]) -> str:
    """This function will name a span: a rater whose languages change begins a new one, since tasks were passed over."""
    return f"{band}|{','.join(sorted(languages))}"
