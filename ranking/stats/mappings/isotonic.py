"""Isotonic regression on the judge's own score: any rising curve, where there is enough data for one."""

from __future__ import annotations

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.mappings.base import Features, Method, Params

# Below about a thousand rows the steps follow the noise (Niculescu-Mizil & Caruana 2005, section 5).
MIN_ROWS = 1000


def fit(features: Features, people: Floats) -> Params:
    """Knots of the rising step function of least squares, by pooling adjacent violators (Barlow et al. 1972)."""
    at, codes, n = np.unique(features.column(), return_inverse=True, return_counts=True)
    blocks: list[tuple[float, float, int]] = []
    for mean, weight in zip(np.bincount(codes, weights=people) / n, n, strict=True):
        value, size, wide = float(mean), float(weight), 1
        while blocks and blocks[-1][0] >= value:
            before, other, span = blocks.pop()
            value = (before * other + value * size) / (other + size)
            size, wide = size + other, wide + span
        blocks.append((value, size, wide))
    risen = np.repeat([value for value, _, _ in blocks], [wide for _, _, wide in blocks])
    return {"on": features.names[features.own], **_knots(at, risen)}


def apply(params: Params, features: Features) -> Floats:
    """Between two knots along the line that joins them; beyond the ends as at the ends."""
    return np.interp(features.table[:, features.names.index(params["on"])], params["scores"], params["people"])


def suits(features: Features, people: Floats) -> bool:
    """Whether there are enough rows, and a score that varies."""
    return len(people) >= MIN_ROWS and float(np.ptp(features.column())) > 0


def _knots(at: Floats, risen: Floats) -> dict[str, list[float]]:
    """Only the two ends of every level stretch: the rest lies on the line between them."""
    kept = np.ones(len(at), dtype=bool)
    kept[1:-1] = (risen[1:-1] != risen[:-2]) | (risen[1:-1] != risen[2:])
    return {"scores": at[kept].tolist(), "people": risen[kept].tolist()}


ISOTONIC = Method("isotonic", fit, apply, suits)
