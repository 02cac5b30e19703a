"""Does what stands first win because it stands first?"""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.audits.base import Audit, Choices, Debiased, Finding
from ranking.stats.audits.contest import contest
from ranking.stats.audits.win_rates import win_rates
from ranking.stats.errors import NotEnoughData
from ranking.stats.means import cluster_mean

MIN_PAIRS = 20
_LEAST_TURNED = 0.2
_NO_WIDTH = 1e-9


def position(choices: Choices) -> Finding:
    """The share of picks of the first less the share of picks of the second, with a cluster t interval.

    Where every pair says the same (a judge that always picks the first) that interval would have no width, and
    the exact one for a share never seen stands in its place: see `_never_seen`.

    Where pairs were judged in both orders only those count, so that what the answers are worth cancels exactly;
    otherwise it cancels on average, which needs an order that was drawn. Raises NotEnoughData where
    neither holds.
    """
    picks, pair, cluster = _identified(choices)
    names, codes = np.unique(pair, return_inverse=True)
    if len(names) < MIN_PAIRS:
        raise NotEnoughData(
            Said("Position bias needs at least {least} pairs; there are {n}.", least=MIN_PAIRS, n=len(names))
        )
    by_pair = np.bincount(codes, weights=picks) / np.bincount(codes)
    of_pair = np.zeros(len(names), dtype=np.int64)
    of_pair[codes] = cluster
    found = cluster_mean(by_pair, of_pair)
    if found.low is None or found.high is None or found.p_value is None:
        raise NotEnoughData(Said("All pairs belong to one prompt, so there is no interval for position bias."))
    low, high, p_value = found.low, found.high, found.p_value
    if high - low < _NO_WIDTH:
        low, high, p_value = _never_seen(found.mean, len(names))
    return Finding(found.mean, max(low, -1.0), min(high, 1.0), p_value, len(picks), lambda: balanced(choices))


def balanced(choices: Choices) -> Debiased:
    """Win rates by writer, raw and as they would be with both places alike.

    Raises NotEnoughData where no order is known, where who wrote them tells the place, and where nobody has a name.
    """
    known = choices.rows(choices.a_stood != 0)
    if not len(known.won):
        raise NotEnoughData(Said("The order in which the responses were shown is not known."))
    return win_rates(known, contest(known, known.a_stood[:, None]), [0])


def _never_seen(mean: float, pairs: int) -> tuple[float, float, float]:
    """Ends and p-value where all pairs gave one and the same mean between -1 and 1.

    At most 1 - .025^(1/n) of pairs, with 97.5 % confidence, may do otherwise than all n did (Clopper & Pearson
    1934; the rule of three), and at worst these are at the other end. Pairs are taken as independent draws: where
    all are alike, those of one prompt are no more alike than others. The p-value is that of the sign test.
    """
    unseen = 1 - 0.025 ** (1 / pairs)
    p_value = 1.0 if abs(mean) < _NO_WIDTH else min(1.0, 2.0 * 0.5**pairs)
    return mean - unseen * (mean + 1), mean + unseen * (1 - mean), p_value


def _identified(choices: Choices) -> tuple[Floats, Ints, Ints]:
    """The rows from which position can be told: picks (1 first, -1 second, 0 tie), pairs and clusters."""
    known = choices.a_stood != 0
    if not known.any():
        raise NotEnoughData(Said("The order in which the responses were shown is not known."))
    picks = ((2 * choices.won - 1) * choices.a_stood)[known]
    pair, stood, cluster = choices.pair[known], choices.a_stood[known], choices.cluster[known]
    both = np.isin(pair, np.intersect1d(pair[stood == 1], pair[stood == -1]))
    if len(np.unique(pair[both])) >= MIN_PAIRS:
        weights = _evened(pair[both], stood[both])
        return picks[both] * weights, pair[both], cluster[both]
    if not _LEAST_TURNED <= (stood == 1).mean() <= 1 - _LEAST_TURNED:
        raise NotEnoughData(Said("Each pair was shown in one order only, so position cannot be told from content."))
    return picks, pair, cluster


def _evened(pair: Ints, stood: Floats) -> Floats:
    """Weights that give both orders of a pair the same say, whatever number of verdicts each has."""
    codes = codes_of(pair)
    n = np.bincount(codes)
    first = np.bincount(codes, weights=stood == 1)
    mine = np.where(stood == 1, first[codes], (n - first)[codes])
    return np.asarray(n[codes] / (2 * mine))


POSITION = Audit("position", "choices", position)
