"""The one-standard-error rule: of candidates that do about equally well held out, the simplest."""

from __future__ import annotations

from collections.abc import Mapping

from ranking.stats.arrays import Floats, Ints
from ranking.stats.clustered import mean_and_error


def simplest_within_one_error(losses: Mapping[str, Floats], groups: Ints, *, floor: str) -> str:
    """The first name (the simplest) whose held-out losses (n,) are within one standard error of the best.

    Breiman et al. (1984), section 3.4.3; the standard error is that of the paired difference, summed by group. A
    candidate whose own difference is noisy could lie within its error and yet be worse than `floor`; such a one is
    passed over, so the choice is never worse, held out, than the floor.
    """
    means = {name: float(loss.mean()) for name, loss in losses.items()}
    best = min(means, key=lambda name: means[name])
    for name, loss in losses.items():
        if means[name] > means[floor]:
            continue
        excess, error = mean_and_error(loss - losses[best], groups)
        if excess <= error:
            return name
    return best
