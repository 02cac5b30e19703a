"""What an estimate out of labels and judgements gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.student import t_reach


@dataclass(frozen=True)
class Estimate:
    """An estimate with its 95 % interval, beside that of the labels alone.

    `weight` is how far the judge was listened to (0 not at all, 1 wholly; nan where the method has no such thing);
    `n` are labels, `judged` the judge's scores without one.
    """

    estimate: float
    low: float
    high: float
    labels_estimate: float
    labels_low: float
    labels_high: float
    weight: float
    n: int
    judged: int


def mean_interval(values: Floats) -> tuple[float, float, float]:
    """The mean of at least two values (n,) and its 95 % t interval."""
    mean = float(values.mean())
    reach = float(t_reach(len(values) - 1)) * float(values.std(ddof=1)) / np.sqrt(len(values))
    return mean, mean - float(reach), mean + float(reach)
