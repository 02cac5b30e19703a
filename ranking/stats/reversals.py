"""Where a part of the data puts two contestants in the other order than the whole does (Simpson 1951)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import require_finite
from ranking.stats.student import false_discovery

ALPHA = 0.05


@dataclass(frozen=True)
class Estimates:
    """Values (m,) of the contestants `who` (m,), their covariance (m, m), and its degrees of freedom."""

    who: Ints
    values: Floats
    covariance: Floats
    freedom: float


@dataclass(frozen=True)
class Reversal:
    """`ahead` leads `behind` in the whole, and lies below it in part `part` by `gap`; `p_adjusted` of the part."""

    part: int
    ahead: int
    behind: int
    gap: float
    p_adjusted: float


def reversals(whole: Floats, parts: Sequence[Estimates]) -> list[Reversal]:
    """The pairs that a part clearly orders otherwise than `whole` (k,), the clearest first.

    For every part and two of its contestants, a one-sided t test that the part's difference has the whole's sign;
    p-values of all parts and pairs together by Benjamini & Hochberg (1995), told below 5 %. The whole holds the part's
    own data, which pulls its sign the part's way: the test errs on the quiet side. Raises NotNumbers.
    """
    require_finite(whole, *(each for part in parts for each in (part.values, part.covariance)))
    found: list[Reversal] = []
    p_values: list[Floats] = []
    for place, part in enumerate(parts):
        one, two = np.triu_indices(len(part.who), k=1)
        lead = whole[part.who[one]] - whole[part.who[two]]
        own = part.values[one] - part.values[two]
        spread = part.covariance.diagonal()
        error = np.sqrt(np.maximum(spread[one] + spread[two] - 2 * part.covariance[one, two], 0))
        along = own * np.sign(lead)
        told = error > 1e-9
        # Where all say the same nothing spreads, and what is left is a sign test.
        p = np.where(~told & (along < 0), 0.5 ** (part.freedom + 1), 1.0)
        p[told] = stdtr(part.freedom, along[told] / error[told])
        p[lead == 0] = 1.0
        p_values.append(p)
        found += [
            Reversal(place, *((one, two) if lead_ > 0 else (two, one)), gap=abs(gap), p_adjusted=1.0)
            for one, two, lead_, gap in zip(
                part.who[one].tolist(), part.who[two].tolist(), lead.tolist(), own.tolist(), strict=True
            )
        ]
    if not found:
        return []
    adjusted = false_discovery(np.concatenate(p_values), dependent=False)
    clear = [
        Reversal(each.part, each.ahead, each.behind, each.gap, float(p))
        for each, p in zip(found, adjusted, strict=True)
        if p < ALPHA
    ]
    return sorted(clear, key=lambda each: (each.p_adjusted, -each.gap))
