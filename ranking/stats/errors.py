"""What a statistic may refuse, and why: the reasons are shown to people in place of a number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotations.said import Said


class StatsError(ValueError):
    """A figure that cannot be computed from this data; its text says why."""


class NotEnoughData(StatsError):
    """There are too few rows, units or raters."""


class NotNumbers(StatsError):
    """Something among the values is not a finite number."""

    def __init__(self) -> None:
        super().__init__(Said("There is a value that is not a number."))


class NotConnected(StatsError):
    """The comparisons fall into parts that were never compared with one another."""

    def __init__(self, components: int, lone: list[str] | None = None) -> None:
        self.components = components
        if lone:
            told = Said(
                "The comparisons fall into {n} parts that were never compared with one another (for example {names}); "
                "strengths across them cannot be told. Compare at least one pair across the parts.",
                n=components, names=lone,
            )  # fmt: skip
        else:
            told = Said(
                "The comparisons fall into {n} parts that were never compared with one another; "
                "strengths across them cannot be told. Compare at least one pair across the parts.",
                n=components,
            )
        super().__init__(told)


class NotConverged(StatsError):
    """An iteration stopped at its limit before it settled."""

    def __init__(self, method: str, iterations: int) -> None:
        super().__init__(Said("{method} did not settle within {n} iterations.", method=method, n=iterations))


def require_numbers(*columns: NDArray[np.float64]) -> None:
    """Refuse columns (n,) that are empty or hold nan or infinity. Raises NotEnoughData, NotNumbers."""
    for column in columns:
        if not len(column):
            raise NotEnoughData(Said("There is nothing to compute from."))
    require_finite(*columns)


def require_finite(*columns: NDArray[np.float64]) -> None:
    """Refuse columns of any shape that hold nan or infinity. Raises NotNumbers."""
    for column in columns:
        if not np.isfinite(column).all():
            raise NotNumbers()


def require_varying(column: NDArray[np.float64]) -> None:
    """Refuse a column (n,) that is the same throughout, up to rounding. Raises NotEnoughData."""
    if not len(column) or float(np.ptp(column)) < 1e-9 * max(1.0, float(np.abs(column).max())):
        raise NotEnoughData(Said("All of it is the same, so nothing can go with it."))
