"""Quality out of few human labels and many judge labels: one file per method, named here."""

from __future__ import annotations

from collections.abc import Callable

from ranking.stats.arrays import Floats
from ranking.stats.estimates.base import Estimate
from ranking.stats.estimates.ppi import ppi_mean
from ranking.stats.estimates.rogan_gladen import rogan_gladen

ESTIMATES: dict[str, Callable[[Floats, Floats, Floats], Estimate]] = {
    "ppi": ppi_mean,
    "rogan_gladen": rogan_gladen,
}
