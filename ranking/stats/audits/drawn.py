"""Was the order in which responses were shown drawn, or does it hang on who wrote them?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse, special

from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.audits.base import Choices
from ranking.stats.errors import NotEnoughData, require_finite

# A drawn order is called none in one data set of a hundred.
LEVEL = 0.01


@dataclass(frozen=True)
class Sides:
    """How far who wrote a response tells where it stood.

    `p_value` is that of a drawn order to tell as much; `share` are the first places among the `n` choices of the
    writer that stood first most clearly.
    """

    p_value: float
    share: float
    n: int

    @property
    def drawn(self) -> bool:
        """Whether the order may have been drawn."""
        return self.p_value >= LEVEL


@dataclass(frozen=True)
class Cells:
    """Choices between the same two writers in the same order; `kept` are those (n,) of writers met in both orders.

    Of the kept ones: `cell` their codes, `weight` what makes a mean of both orders alike, whatever each was shown.
    """

    kept: np.ndarray
    cell: Ints
    weight: Floats
    rare: np.ndarray

    def rarer(self, choices: Choices) -> tuple[int, int]:
        """How many pairs, and of how many prompts, the two writers were shown in the order rarer for them."""
        pairs, prompts = choices.pair[self.kept][self.rare], choices.cluster[self.kept][self.rare]
        return len(np.unique(pairs)), len(np.unique(prompts))

    def mean(self, values: Floats, cluster: Ints) -> tuple[float, float, int]:
        """The mean of values (n,) with both orders alike, its standard error by cluster, and degrees of freedom."""
        own, codes = values[self.kept], codes_of(cluster[self.kept])
        n = np.bincount(self.cell)
        left = own - (np.bincount(self.cell, weights=own) / n)[self.cell]
        # A cell's own mean takes one of its rows.
        left = left * np.sqrt(n / np.maximum(n - 1, 1))[self.cell]
        sums = np.bincount(codes, weights=self.weight * left)
        count, total = len(sums), len(own)
        error = float(np.sqrt((sums**2).sum() * count / (count - 1))) / total
        return float((self.weight * own).sum() / total), error, count - 1


def cells_of(choices: Choices) -> Cells:
    """The cells of choices whose order and writers are known; a cell of one row has no spread, and is left out."""
    one, two = _writers(choices)
    size = int(max(one.max(), two.max())) + 1
    met = np.minimum(one, two) * size + np.maximum(one, two)
    # Whether the writer with the smaller code stood first.
    first = (choices.a_stood > 0) == (one < two)
    known = (choices.a_stood != 0) & (one >= 0) & (two >= 0) & (one != two)
    codes = codes_of(met)
    by_order = np.stack([np.bincount(codes, weights=known & (first == side)) for side in (True, False)])
    kept = known & (by_order.min(axis=0) >= 2)[codes]
    turned = np.where(first, by_order[0, codes], by_order[1, codes])[kept]
    other = np.where(first, by_order[1, codes], by_order[0, codes])[kept]
    cell = codes_of(2 * codes[kept] + first[kept]) if kept.any() else np.zeros(0, dtype=np.int64)
    return Cells(kept, cell, (turned + other) / (2 * turned), turned < other)


class OrderNotDrawn(NotEnoughData):
    """Who wrote the responses tells where they stood, and too few pairs were turned round to tell the two apart."""


def sides(choices: Choices) -> Sides | None:
    """Hotelling's (1931) test that no writer stands before the others more often than behind them.

    What every writer is before others less what it is behind them, summed over the pairs of an item (each pair once:
    raters may all have been shown one order; and the pairs of one ranking hang together), is nothing on average where
    the order was drawn, whatever the pairs are. None where no writer is known to meet another, or there are no more
    items than writers. Raises NotNumbers.
    """
    one, two = _writers(choices)
    told = choices.rows((choices.a_stood != 0) & (one >= 0) & (two >= 0) & (one != two))
    if not len(told.won):
        return None
    require_finite(told.a_stood)
    pair = codes_of(told.pair)
    _, first = np.unique(pair, return_index=True)
    stood = np.bincount(pair, weights=told.a_stood) / np.bincount(pair)
    one, two = (codes[first] for codes in _writers(told))
    item = codes_of(pair[first] if told.item is None else told.item[first])
    count = int(item.max()) + 1
    before = sparse.csr_matrix(
        (np.concatenate([stood, -stood]), (np.tile(item, 2), np.concatenate([one, two]))),
        shape=(count, int(max(one.max(), two.max())) + 1),
    )
    gram, score = (before.T @ before).toarray(), np.asarray(before.sum(axis=0)).ravel()
    slopes, _, rank, _ = np.linalg.lstsq(gram, score, rcond=1e-10)
    if not rank or count <= rank:
        return None
    # Of ones, the part that the items' sums account for: T squared over T squared and the items less one.
    part = min(max(float(score @ slopes) / count, 0.0), 1.0)
    ratio = part / rank / max((1 - part) / (count - rank), 1e-300)
    return Sides(float(special.fdtrc(rank, count - rank, ratio)), *_most_first(told))


def _writers(choices: Choices) -> tuple[Ints, Ints]:
    """Codes of who wrote a and b; -1 where nobody has a name."""
    nobody = np.full(len(choices.won), -1, dtype=np.int64)
    return (nobody if choices.one is None else choices.one), (nobody if choices.two is None else choices.two)


def _most_first(told: Choices) -> tuple[float, int]:
    """The share of first places of the writer that stood first most clearly, and in how many choices."""
    writer = np.concatenate(_writers(told))
    leads = np.concatenate([told.a_stood > 0, told.a_stood < 0])
    n, first = np.bincount(writer), np.bincount(writer, weights=leads)
    most = int(np.argmax((2 * first - n) / np.sqrt(np.maximum(n, 1))))
    return float(first[most] / n[most]), int(n[most])
