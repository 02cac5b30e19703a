"""What one stored score says in points of people's scale."""

from __future__ import annotations

from typing import NamedTuple

from ranking.selectors.answers import DimensionFacts
from ranking.stats.told import told_by

NAN = float("nan")


class Number(NamedTuple):
    """A score in points as it counts and as it was `written`, the judge's own doubt in points, and the chance that it
    gives acceptance; nan where none. `misread` says that it gave probabilities which are none."""

    value: float
    written: float
    doubt: float = NAN
    claim: float = NAN
    misread: bool = False


def number_said(
    value: float | None,
    ends: tuple[float | None, float | None],
    probabilities: object,
    dimension: DimensionFacts | None,
) -> Number:
    """A stored score, with the `ends` of the judge's own scale (None: people's) and its probabilities of levels.

    A judge that was asked on another scale than people is put on theirs linearly; where it gave probabilities, the
    expected level counts instead of the one it wrote. Under a label of its own the scale becomes 0 to 1.
    """
    if value is None:
        return Number(NAN, NAN)
    low, high = ends
    theirs = dimension.scale if dimension else (0.0, 1.0)
    own = (low, high) if low is not None and high is not None else theirs if dimension else None
    if own is None:
        return Number(value, value)
    stretch = (theirs[1] - theirs[0]) / (own[1] - own[0])
    written = _moved(value, own, theirs)
    told = told_by(probabilities, *own) if probabilities else None
    if told is None:
        return Number(written, written, misread=bool(probabilities))
    expected = _moved(told.instead_of(value, own[1] - own[0]), own, theirs)
    at = dimension.accepted_from if dimension else theirs[1]
    return Number(expected, written, told.doubt * stretch, told.at_least(_moved(at, theirs, own)))


def _moved(value: float, own: tuple[float, float], theirs: tuple[float, float]) -> float:
    if own == theirs:
        return value
    return theirs[0] + (value - own[0]) / (own[1] - own[0]) * (theirs[1] - theirs[0])
