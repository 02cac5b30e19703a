"""What a statistic may refuse, and why: the reasons are shown to people in place of a number."""

from __future__ import annotations


class StatsError(ValueError):
    """A figure that cannot be computed from this data; its text says why."""


class NotEnoughData(StatsError):
    """There are too few rows, units or raters."""


class NotConnected(StatsError):
    """The comparisons fall into parts that were never compared with one another."""

    def __init__(self, components: int, lone: list[str] | None = None) -> None:
        self.components = components
        names = f" (for example {', '.join(lone)})" if lone else ""
        super().__init__(
            f"The comparisons fall into {components} parts that were never compared with one another{names}; "
            "strengths across them cannot be told. Compare at least one pair across the parts."
        )


class NotConverged(StatsError):
    """An iteration stopped at its limit before it settled."""

    def __init__(self, method: str, iterations: int) -> None:
        super().__init__(f"{method} did not settle within {iterations} iterations.")
