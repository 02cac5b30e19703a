"""One question over the looks of a round: early ones by bets, the one at the end by exchanging old and new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats
from ranking.stats.decide.betting import bets, log_mean_exp, log_wealth
from ranking.stats.decide.sign_flip import FLIPS, sign_flip
from ranking.stats.decide.skewed import corrected_p
from ranking.stats.errors import NotEnoughData

# Fewer units than this decide nothing, whatever they say.
LEAST_UNITS = 10
RUINED = 1e-300


@dataclass(frozen=True)
class Tested:
    """What the looks say of "the mean is at most zero".

    `evidence` has the wealth at each early look; `crossed` is the place of the first that refuted, or None; `p_value`
    is that of the end (None before it, or where an early look had refuted). `passed`: refuted at level `alpha`.
    """

    alpha: float
    evidence: tuple[float, ...]
    crossed: int | None
    p_value: float | None

    @property
    def passed(self) -> bool:
        """Whether "no gain" is refuted."""
        return self.crossed is not None or (self.p_value is not None and self.p_value <= self.alpha)


def sequential_test(
    values: Floats,
    *,
    lower: float,
    ends: Sequence[int],
    alpha: float,
    final: bool,
    seed: int,
    flips: int = FLIPS,
) -> Tested:
    """Test "the mean of `values` (n,), at least `lower` each, is at most zero" over looks after `ends` units.

    An early look refutes when the wealth reaches 1 / alpha: by Ville's inequality that happens, under any null, with
    probability alpha at most. At the end (`final`: all `values`, and nobody chose when) the whole procedure is the
    statistic of a sign-flip test: exchanges that an early look would have refuted count as better than anything. So
    the level is alpha for both together, and the early looks cost only what they really are worth. Where the p-value
    corrected for skewness, with the early looks added, is larger, it is taken. Raises NotEnoughData below ten units at
    the end.
    """
    if final and len(values) < LEAST_UNITS:
        raise NotEnoughData(
            Said("A decision needs at least {least} pairs; there are {n}.", least=LEAST_UNITS, n=len(values))
        )
    seen = [end for end in ends if end > 0]
    wealth = np.exp(np.minimum(log_wealth(values, lower), 700.0))
    evidence = tuple(float(wealth[end - 1]) for end in seen)
    crossed = next(
        (place for place, end in enumerate(seen) if end >= LEAST_UNITS and evidence[place] >= 1 / alpha), None
    )
    if not final or crossed is not None:
        return Tested(alpha, evidence, crossed, None)
    early = [end for end in seen if end >= LEAST_UNITS]
    looks = _Looks(values, lower, early, alpha) if early else None
    flipped = sign_flip(values, seed=seed, flips=flips, earlier=looks)
    return Tested(alpha, evidence, None, max(flipped.p_value, min(1.0, corrected_p(values) + flipped.early)))


class _Looks:
    """Which of many exchanges of old and new an early look would have refuted."""

    def __init__(self, values: Floats, lower: float, ends: Sequence[int], alpha: float) -> None:
        shares = np.outer(np.abs(values) / -lower, bets())
        # An exchange may put a value below the bound that holds as it was; whoever bet on it is ruined.
        gain, loss = np.log1p(shares), np.log(np.maximum(1 - shares, RUINED))
        self.middle, self.half = (gain + loss) / 2, (gain - loss) / 2
        self.ends, self.enough = ends, -np.log(alpha)

    def __call__(self, signs: Floats) -> Bools:
        wealth = np.zeros((len(signs), self.half.shape[1]))
        refuted = np.zeros(len(signs), dtype=bool)
        start = 0
        for end in self.ends:
            wealth += signs[:, start:end] @ self.half[start:end] + self.middle[start:end].sum(axis=0)
            refuted |= log_mean_exp(wealth) >= self.enough
            start = end
        return refuted
