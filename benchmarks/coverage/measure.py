"""Many trials of one figure in one scenario, with seeds of their own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.coverage.figures import FIGURES, Figure

SCENARIOS = tuple(product((5, 10, 30), (30, 200)))
# A method that refuses nearly always has nothing to be held to.
_TOLD_AT_LEAST = 0.05


@dataclass(frozen=True)
class Measured:
    """How often the intervals of a figure held the truth, over all intervals of all runs that gave any."""

    figure: str
    raters: int
    items: int
    covered: float
    width: float
    refused: float
    speaks_of: str
    ratio: float | None

    def within(self, figure: Figure) -> bool:
        """Whether the coverage is what it must be, and no interval is wider than without the method by over 2 %."""
        if self.refused > 1 - _TOLD_AT_LEAST:
            return True
        return figure.least <= self.covered <= figure.most and (self.ratio is None or self.ratio <= 1.02)


def measure(name: str, raters: int, items: int, runs: int) -> Measured:
    """So many trials; trial k of a scenario has the same seed in every run of the benchmark."""
    place = list(FIGURES).index(name)
    seeds = ([place, raters, items, run] for run in range(runs))
    found = [FIGURES[name].trial(np.random.default_rng(seed), raters, items) for seed in seeds]
    told = [trial for trial in found if trial is not None]
    ratios = [trial.ratio for trial in told if trial.ratio is not None]
    return Measured(
        figure=name, raters=raters, items=items,
        covered=float(np.mean([trial.covered for trial in told])) if told else float("nan"),
        width=float(np.median([trial.width for trial in told])) if told else float("nan"),
        refused=1 - len(told) / runs,
        speaks_of="/".join(sorted({trial.raters for trial in told})) or "-",
        ratio=max(ratios) if ratios else None,
    )  # fmt: skip
