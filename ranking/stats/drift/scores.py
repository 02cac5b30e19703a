"""Sequential normal scores: where a value stands among those before it, as a standard normal number."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from hashlib import blake2b

from scipy.special import ndtri


def normal_score(value: float, before: Sequence[float], lot: float) -> float:
    """The normal score of a value's rank among the sorted values before it, ties and the step itself broken by `lot`.

    While nothing changes these are independent standard normal numbers whatever the values' distribution, for any
    number of values before: no baseline is estimated whose error would make false alarms (Conover, Tercero-Gómez &
    Cordero-Franco 2017, *Sequential Analysis* 36; the lot makes it exact with ties). `lot` lies in (0, 1).
    """
    less = bisect.bisect_left(before, value)
    equal = bisect.bisect_right(before, value) - less
    return float(ndtri((less + lot * (equal + 1)) / (len(before) + 1)))


def lot(seed: int, number: int) -> float:
    """A number strictly between 0 and 1, the same for the same seed and number."""
    digest = blake2b(f"{seed}/{number}".encode(), digest_size=6).digest()
    return (int.from_bytes(digest, "big") + 0.5) / 2**48
