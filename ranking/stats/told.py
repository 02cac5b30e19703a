"""What a judge that gives a probability to every level of its scale says in one number, and how sure it is of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, sqrt

# Probabilities of the likeliest tokens need not sum to one; what is left out must not be the greater part.
_LEAST_MASS, _MOST_MASS = 0.5, 1.001
# A score that is its own expectation but for rounding is left as it was written.
_ROUNDING = 1e-4


@dataclass(frozen=True)
class Told:
    """Levels on the judge's scale with their probabilities, which sum to one."""

    levels: tuple[float, ...]
    chances: tuple[float, ...]

    @property
    def expected(self) -> float:
        """The mean level."""
        return sum(level * chance for level, chance in zip(self.levels, self.chances, strict=True))

    @property
    def doubt(self) -> float:
        """The standard deviation of the level."""
        mean = self.expected
        squares = sum(chance * (level - mean) ** 2 for level, chance in zip(self.levels, self.chances, strict=True))
        return sqrt(max(0.0, squares))

    def at_least(self, level: float) -> float:
        """The probability of a level no lower."""
        pairs = zip(self.levels, self.chances, strict=True)
        return min(1.0, sum(chance for one, chance in pairs if one >= level - 1e-9))

    def instead_of(self, score: float, width: float) -> float:
        """The expected level, or the score where that is the same but for rounding on a scale so wide."""
        return score if abs(self.expected - score) <= _ROUNDING * width else self.expected


def told_by(probabilities: object, low: float, high: float) -> Told | None:
    """What `{level: probability}` says, levels within low to high; None where it cannot be read as such.

    Probabilities are numbers; of the likeliest levels alone they are scaled up where they hold more than half of all.
    """
    if not isinstance(probabilities, Mapping) or not probabilities:
        return None
    if any(isinstance(one, bool | str) for one in probabilities.values()):
        return None
    try:
        pairs = sorted((float(level), float(chance)) for level, chance in probabilities.items())
    except (TypeError, ValueError, OverflowError):
        return None
    mass = sum(chance for _, chance in pairs)
    if not all(isfinite(level) and low <= level <= high and 0 <= chance <= 1 for level, chance in pairs):
        return None
    if not _LEAST_MASS < mass <= _MOST_MASS:
        return None
    return Told(tuple(level for level, _ in pairs), tuple(chance / mass for _, chance in pairs))
