"""Does what stands first win because it stands first?"""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.audits.base import Audit, Choices, Debiased, Finding
from ranking.stats.audits.contest import contest
from ranking.stats.audits.drawn import OrderNotDrawn, Sides, cells_of, sides
from ranking.stats.audits.win_rates import win_rates
from ranking.stats.errors import NotEnoughData, require_finite
from ranking.stats.means import cluster_mean
from ranking.stats.student import t_reach, t_two_sided

MIN_PAIRS = 20
MIN_PROMPTS = 5
_LEAST_TURNED = 0.2
_NO_WIDTH = 1e-9


def position(choices: Choices) -> Finding:
    """The share of picks of the first less the share of picks of the second, with a cluster t interval.

    Where every pair says the same (a judge that always picks the first) that interval would have no width, and
    the exact one for a share never seen stands in its place: see `_never_seen`.

    Where pairs were judged in both orders only those count, so that what the answers are worth cancels exactly;
    otherwise it cancels on average, which needs an order that was drawn. An order that hangs on who wrote the
    responses was not: then both orders of the same two writers have the same say. Raises OrderNotDrawn where these
    were hardly ever turned round, NotEnoughData where no orders are known.
    """
    known = choices.rows(choices.a_stood != 0)
    if not len(known.won):
        raise NotEnoughData(Said("The order in which the responses were shown is not known."))
    if (both := _both_orders(known)) is not None:
        return _measured(choices, *both)
    if (found := sides(known)) is not None and not found.drawn:
        return _by_writers(choices, known, found)
    if not _LEAST_TURNED <= (known.a_stood == 1).mean() <= 1 - _LEAST_TURNED:
        raise NotEnoughData(Said("Each pair was shown in one order only, so position cannot be told from content."))
    return _measured(choices, _picks(known), known.pair, known.cluster)


def _measured(choices: Choices, picks: Floats, pair: Ints, cluster: Ints) -> Finding:
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


def _by_writers(choices: Choices, known: Choices, found: Sides) -> Finding:
    """Both orders of each two writers with the same say, so that what the two are worth cancels.

    Writers that meet in one order only say nothing. A stratified mean of the cells (two writers, order), with a
    cluster t interval on what is left within them (Cochran 1977, section 5A.9).
    """
    words = {"share": found.share, "n": found.n}
    require_finite(known.won)
    cells = cells_of(known)
    rare, prompts = cells.rarer(known)
    if rare < MIN_PAIRS or prompts < MIN_PROMPTS:
        raise OrderNotDrawn(
            Said(
                "Who wrote the responses tells where they stood: one of them was shown first in {share:.0%} of its "
                "{n} choices, which a drawn order would hardly do. Position cannot be told from content, as too few "
                "pairs of the same two were shown the other way round. Draw the order for every rater.",
                **words,
            )
        )
    mean, error, freedom = cells.mean(_picks(known), known.cluster)
    low, high = mean - float(t_reach(freedom)) * error, mean + float(t_reach(freedom)) * error
    p_value = t_two_sided(mean / error, freedom) if error > 0 else 1.0
    if high - low < _NO_WIDTH:
        low, high, p_value = _never_seen(mean, rare)
    caveat = Said(
        "The order was not drawn: one of those who wrote the responses was shown first in {share:.0%} of its {n} "
        "choices. So both orders of each two of them have the same say here.",
        **words,
    )
    n = int(cells.kept.sum())
    return Finding(mean, max(low, -1.0), min(high, 1.0), p_value, n, lambda: balanced(choices), caveat)


def _picks(known: Choices) -> Floats:
    """1 where the first was chosen, -1 the second, 0 a tie."""
    return np.asarray((2 * known.won - 1) * known.a_stood)


def _both_orders(known: Choices) -> tuple[Floats, Ints, Ints] | None:
    """Picks, pairs and clusters of the pairs that were judged in both orders; None where these are too few."""
    stood, pair = known.a_stood, known.pair
    both = known.rows(np.isin(pair, np.intersect1d(pair[stood == 1], pair[stood == -1])))
    if len(np.unique(both.pair)) < MIN_PAIRS:
        return None
    return _picks(both) * _evened(both.pair, both.a_stood), both.pair, both.cluster


def _evened(pair: Ints, stood: Floats) -> Floats:
    """Weights that give both orders of a pair the same say, whatever number of verdicts each has."""
    codes = codes_of(pair)
    n = np.bincount(codes)
    first = np.bincount(codes, weights=stood == 1)
    mine = np.where(stood == 1, first[codes], (n - first)[codes])
    return np.asarray(n[codes] / (2 * mine))


POSITION = Audit("position", "choices", position)
