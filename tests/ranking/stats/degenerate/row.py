"""What the table says of one function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.ranking.stats.degenerate.cases import Case


@dataclass(frozen=True)
class Row:
    """How a function is called on a case.

    `unknown` names the fields (a place of a tuple: its number; the result itself: "") in which its docstring lets nan
    or infinity stand for what is not known. `exact` is what it takes in place of answers, so that it is not given nan
    and infinity.
    """

    call: Callable[[Case], Any]
    unknown: tuple[str, ...] = ()
    exact: str = ""


@dataclass(frozen=True)
class Part:
    """A function that only other functions of the statistics call, which have looked at the data: `through` them."""

    through: tuple[str, ...]


def part(*through: str) -> Part:
    """A part of these functions."""
    return Part(through)
