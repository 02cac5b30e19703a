"""What a judge's pairwise verdicts look like, by themselves and beside people's choices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.kappa import kappa


@dataclass(frozen=True)
class Verdicts:
    """Verdicts on pairs (a, b) of responses, one a row.

    `pair` (n,) are codes; `chose` (n,) is 1 for a, -1 for b, 0 for a tie, nan where invalid;
    `a_stood` (n,) is 1 where a was shown first, -1 where b was, 0 where the order is unknown.
    """

    pair: Ints
    chose: Floats
    a_stood: Floats

    def rows(self, chosen: Bools) -> Verdicts:
        """Some of the verdicts."""
        return Verdicts(self.pair[chosen], self.chose[chosen], self.a_stood[chosen])


@dataclass(frozen=True)
class Order:
    """How a judge's verdicts hang on the order shown; None where the data cannot tell."""

    both_orders: int
    consistency: float | None
    always_first: float | None
    always_second: float | None
    first_pick_rate: float | None
    second_pick_rate: float | None


def order_figures(verdicts: Verdicts) -> Order:
    """Consistency over pairs judged in both orders, and pick rates over verdicts whose order is known.

    A pair is consistent when both orders name the same winner (two ties are the same); an invalid verdict is
    never consistent and picks nothing, but counts. Of several verdicts in one order the first is taken.
    """
    one, other = _by_order(verdicts)
    picks = (verdicts.chose * verdicts.a_stood)[verdicts.a_stood != 0]
    return Order(
        both_orders=len(one),
        consistency=_share(one == other),
        always_first=_share((one == 1) & (other == -1)),
        always_second=_share((one == -1) & (other == 1)),
        first_pick_rate=_share(picks == 1),
        second_pick_rate=_share(picks == -1),
    )


def accuracy_and_kappa(verdicts: Verdicts, plurality: Floats) -> tuple[float | None, float | None]:
    """The share of verdicts equal to people's plurality, and Cohen's kappa with it.

    `plurality` (pairs,) is 1, -1 or 0 by pair code, nan where no person judged the pair; such verdicts are left
    out. Invalid verdicts are wrong and, for kappa, an answer of their own. Kappa tells the two apart by the side
    on which they stood (by a and b where the order is unknown), so a preference for one side counts as chance.
    """
    people = plurality[verdicts.pair]
    known = ~np.isnan(people)
    if not known.any():
        return None, None
    side = np.where(verdicts.a_stood == 0, 1.0, verdicts.a_stood)[known]
    judge = np.nan_to_num(verdicts.chose[known] * side, nan=9.0)
    people = people[known] * side
    return float((judge == people).mean()), kappa(_ints(judge), _ints(people))


def plurality(pair: Ints, chose: Floats, size: int) -> Floats:
    """People's most frequent choice by pair code (size,): 1, -1 or 0 (a tie); nan where nobody chose.

    Where two choices are equally frequent the plurality is a tie.
    """
    counts = np.stack([np.bincount(pair[chose == choice], minlength=size) for choice in (1.0, 0.0, -1.0)], axis=1)
    most = counts.max(axis=1)
    alone = (counts == most[:, None]).sum(axis=1) == 1
    leader = 1.0 - counts.argmax(axis=1)
    return np.where(most == 0, np.nan, np.where(alone, leader, 0.0))


def summed(verdicts: Verdicts, size: int) -> tuple[Floats, Floats, Ints]:
    """By pair (size,): the mean valid choice (nan without one), the mean standing of a, and how many are valid."""
    valid = ~np.isnan(verdicts.chose)
    pair = verdicts.pair[valid]
    n = np.bincount(pair, minlength=size)
    chose = np.bincount(pair, weights=verdicts.chose[valid], minlength=size)
    stood = np.bincount(pair, weights=verdicts.a_stood[valid], minlength=size)
    nothing = np.full(size, np.nan)
    return (
        np.divide(chose, n, out=nothing.copy(), where=n > 0),
        np.divide(stood, n, out=nothing, where=n > 0),
        n.astype(np.int64),
    )


def _by_order(verdicts: Verdicts) -> tuple[Floats, Floats]:
    """The choices with a first and with b first, of the pairs that were judged both ways."""
    first = _earliest(verdicts, verdicts.a_stood == 1)
    second = _earliest(verdicts, verdicts.a_stood == -1)
    both = sorted(first.keys() & second.keys())
    return np.array([first[pair] for pair in both]), np.array([second[pair] for pair in both])


def _earliest(verdicts: Verdicts, rows: Bools) -> dict[int, float]:
    seen: dict[int, float] = {}
    for pair, choice in zip(verdicts.pair[rows].tolist(), verdicts.chose[rows].tolist(), strict=True):
        seen.setdefault(pair, choice)
    return seen


def _share(flags: Bools) -> float | None:
    return float(flags.mean()) if len(flags) else None


def _ints(values: Floats) -> Ints:
    return values.astype(np.int64)
