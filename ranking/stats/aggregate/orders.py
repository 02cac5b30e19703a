"""Ballots of all kinds as one thing: pairs, best-worst choices and whole rankings between the same contestants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.errors import require_finite


@dataclass(frozen=True)
class Ranking:
    """One ballot's order of three or more, best first, an inner tuple being a tie.

    A contestant may stand in it more than once. `best_worst` tells that those between the first and the last were
    not compared with one another.
    """

    ballot: int
    levels: tuple[tuple[int, ...], ...]
    best_worst: bool


@dataclass(frozen=True)
class Orders:
    """What ballots 0..b-1 say of contestants 0..size-1.

    `pairs` are all comparisons of two different ones, implied ones too, and `ballot` (pairs,) whose they are; `whole`
    (pairs,) tells those that are a ballot by themselves. `rankings` are the other ballots, in which the same
    contestants meet as they do in `pairs`. `n_ballots` counts ballots that compare anybody.
    """

    size: int
    pairs: Pairs
    ballot: Ints
    whole: Bools
    rankings: tuple[Ranking, ...]

    @property
    def n_ballots(self) -> int:
        """How many ballots compare anybody."""
        return len(np.unique(self.ballot))

    @property
    def decided(self) -> int:
        """How many comparisons are no tie."""
        return int((self.pairs.outcome != 0.5).sum())


def orders_of(ballot: Ints, one: Ints, two: Ints, chose: Floats, contestant: Ints, *, size: int) -> Orders:
    """Orders out of decided or tied pairs (n,) of responses, one row for every two that a ballot orders.

    `chose` is 1 where `one` is put higher, -1 where `two`, 0 for a tie; `contestant` (responses,) is who made each
    response, -1 for nobody known, whose responses are left out: whom else a ballot orders stays ordered. Raises
    NotNumbers.
    """
    rows = np.flatnonzero((contestant[one] >= 0) & (contestant[two] >= 0))
    rows = rows[np.argsort(ballot[rows], kind="stable")]
    ballot, one, two, chose = ballot[rows], one[rows], two[rows], chose[rows]
    require_finite(chose)
    _, start, count = np.unique(ballot, return_index=True, return_counts=True)
    whole = np.repeat(count == 1, count)
    rankings = [
        _ranking(int(ballot[at]), one[at : at + n], two[at : at + n], chose[at : at + n], contestant)
        for at, n in zip(start.tolist(), count.tolist(), strict=True)
        if n > 1
    ]
    first, second = contestant[one], contestant[two]
    met = first != second
    return Orders(
        size=size,
        pairs=Pairs(first[met], second[met], (chose[met] + 1) / 2),
        ballot=ballot[met],
        whole=whole[met],
        rankings=tuple(each for each in rankings if len({who for level in each.levels for who in level}) > 1),
    )


def _ranking(ballot: int, one: Ints, two: Ints, chose: Floats, contestant: Ints) -> Ranking:
    """The order that one ballot's pairs come of: whoever stands higher wins more of them than loses."""
    members, places = np.unique(np.concatenate([one, two]), return_inverse=True)
    lead = np.bincount(places, weights=np.concatenate([chose, -chose]))
    levels = tuple(
        tuple(int(contestant[member]) for member in members[lead == value]) for value in np.unique(lead)[::-1]
    )
    complete = len(one) == len(members) * (len(members) - 1) // 2
    return Ranking(ballot, levels, best_worst=not complete)
