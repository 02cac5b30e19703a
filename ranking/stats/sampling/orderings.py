"""How much the pairs of one ranking tell: their errors are not independent."""

from __future__ import annotations

# What best and worst of so many tell of each pair they decide, beside a comparison: by enumeration of all orders.
_ENDS = {3: 7 / 9, 4: 43 / 60, 5: 0.675681}


def pair_weight(size: int, *, ends: bool) -> float:
    """How much each pair of a ranking of `size` tells beside a comparison of two; with `ends` at most five.

    The ratio of Fisher's informations at equal strengths. A whole ranking under Plackett-Luce tells (m - H_m) /
    (m (m - 1)) of each difference, H_m being the harmonic number; a comparison a quarter. With `ends` the pairs are
    the 2 m - 3 that best and worst decide.
    """
    if size < 3:
        return 1.0
    if ends:
        return _ENDS[size]
    harmonic = sum(1 / place for place in range(1, size + 1))
    return 4 * (size - harmonic) / (size * (size - 1))
