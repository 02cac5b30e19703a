"""From what each task would teach to priority bands, and a share that chance alone chose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Bools, Floats, Ints

# Labels chosen by what they teach bias calibration and intervals; this share stays random.
RANDOM_SHARE = 0.2
BANDS = 5


@dataclass(frozen=True)
class Bands:
    """`band` (n,) from 1, the lowest first; `random` (n,) marks the share that chance chose."""

    band: Ints
    random: Bools


def priority_bands(worth: Floats, *, seed: int, share: float = RANDOM_SHARE, bands: int = BANDS) -> Bands:
    """Tasks (n,) by what they are worth: the fifth that is worth most in band 1, and so on.

    Every task is drawn into the random share with the same chance, whatever it is worth, and a drawn one's band is
    random too: so at any time the drawn tasks that are answered are a simple random sample of all tasks.
    """
    rng = np.random.default_rng(seed)
    random = rng.random(len(worth)) < share
    # Ties are parted by chance, not by the order in which the tasks came.
    order = np.lexsort((rng.random(len(worth)), -worth))
    rank = np.empty(len(worth), dtype=np.int64)
    rank[order] = np.arange(len(worth))
    band = 1 + rank * bands // max(1, len(worth))
    return Bands(np.where(random, rng.integers(1, bands + 1, len(worth)), band), random)
