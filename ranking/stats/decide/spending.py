"""How much error each test of a template may have, so that all of them together keep to one level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOTAL = 0.05


@dataclass(frozen=True)
class Spent:
    """One earlier test of the template: its level, and whether it ended in a promotion."""

    alpha: float
    promoted: bool


@dataclass(frozen=True)
class Share:
    """The level of the next test; `ordinal` is its number, `left` what tests after it may still spend together."""

    ordinal: int
    alpha: float
    total: float
    left: float

    @property
    def inherited(self) -> bool:
        """Whether the test before it ended in a promotion and hands its level on."""
        return self.alpha > self.total / (self.ordinal * (self.ordinal + 1)) * (1 + 1e-9)


def next_share(earlier: Sequence[Spent], *, total: float = TOTAL) -> Share:
    """The level of the test that comes after `earlier`, the first of them first.

    The k-th has total / (k (k + 1)): 2.5 %, 0.83 %, 0.42 %, ... of 5 %, which add up to the total however many tests
    follow. A test that ended in a promotion hands its level on to the next: a true gain costs nothing ("online
    fallback", Tian & Ramdas 2021, section 3). The chance of any false promotion among all tests of a template is then
    at most the total, whatever depends on what.
    """
    ordinal = len(earlier) + 1
    own = total / (ordinal * (ordinal + 1))
    inherited = earlier[-1].alpha if earlier and earlier[-1].promoted else 0.0
    return Share(ordinal, own + inherited, total, total / (ordinal + 1))
