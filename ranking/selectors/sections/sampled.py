"""Which answers stand for all: those of tasks that nothing but chance chose."""

from __future__ import annotations

import numpy as np

from ranking.selectors.answers import Answers
from ranking.stats.arrays import Bools


def at_random(data: Answers) -> Bools:
    """Whether each answer (n,) may stand for all in an estimate."""
    return np.ones(len(data.answers.item), dtype=bool)
