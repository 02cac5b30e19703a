"""What is thought of the curves before anybody has answered.

The mean of category c at temperature t is a level, plus a curve that all categories share, plus the category's own
level and its own departure from the curve. Curves are Gaussian processes over temperature (Rasmussen & Williams 2006,
chapter 2; Matern 5/2, section 4.2): neighbouring temperatures are alike. That categories share a curve and depart from
it is partial pooling (Gelman et al. 2013, chapter 5): one with few answers leans on the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats

LEVEL = 9.0
_JITTER = 1e-8


@dataclass(frozen=True)
class Scales:
    """Standard deviations, on values whose own is 1: shared curve, categories' levels, categories' departures, blocks,
    residual at the mean temperature; how the residual's logarithm grows per unit of temperature; the curves' length.
    """

    shared: float
    offset: float
    departure: float
    block: float
    noise: float
    growth: float
    length: float

    @classmethod
    def read(cls, theta: Floats) -> Scales:
        """The scales that a vector (7,) of logarithms (growth as it is) means."""
        logs = np.exp(np.clip(theta, -12.0, 12.0))
        shared, offset, departure, block, noise = (float(one) for one in logs[:5])
        return cls(shared, offset, departure, block, noise, growth=float(theta[5]), length=float(logs[6]))


# Normal priors of that vector: lognormal scales stay away from zero, where a mode would pool everything or nothing
# (Chung et al. 2013), and from the absurd.
CENTRE = np.array([np.log(0.3), np.log(0.3), np.log(0.3), np.log(0.5), np.log(0.8), 0.0, np.log(0.5)])
SPREAD = np.array([0.8, 0.8, 0.8, 0.8, 0.6, 0.4, 0.4])


def log_prior(theta: Floats) -> float:
    """The logarithm of the prior density, but for a constant."""
    return float(-0.5 * (((theta - CENTRE) / SPREAD) ** 2).sum())


def likeness(temperatures: Floats, length: float) -> Floats:
    """The correlations of a curve between temperatures (t, t): Matern 5/2."""
    gaps = np.sqrt(5.0) * np.abs(temperatures[:, None] - temperatures[None, :]) / length
    return np.asarray((1.0 + gaps + gaps**2 / 3.0) * np.exp(-gaps))


def covariance(temperatures: Floats, categories: int, scales: Scales) -> Floats:
    """The prior covariance of all means (c t, c t), category by category."""
    curve = likeness(temperatures, scales.length)
    size = len(temperatures)
    shared = np.tile(LEVEL + scales.shared**2 * curve, (categories, categories))
    own = np.kron(np.eye(categories), scales.offset**2 + scales.departure**2 * curve)
    return np.asarray(shared + own + _JITTER * np.eye(size * categories))
