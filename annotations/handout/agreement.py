"""How far several answers to one task agree: 0 to 1, or None where fewer than two can be compared.

It decides whether one more rater is asked, so it is a plain share of one task, without correction for chance:
a coefficient such as Krippendorff's needs many tasks. Where several dimensions are asked, the one on which raters
part most decides, since each is a figure of its own and a mean would hide one dispute behind agreement elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from math import sqrt
from typing import TypeVar

from annotations.handout.answer import CATEGORY, COMPARISON, RATING, Answer, Mark, Ranking, Scale

T = TypeVar("T")
# An order in which everything is tied says nothing for or against another.
UNDECIDED = 0.5


def agreement_of(kind: str, answers: Sequence[Answer], scales: Sequence[Scale]) -> float | None:
    """This function will say how far answers to one task agree.

    Numbers: one less the mean distance of two answers as a part of the scale. Categories and comparisons: the share
    of the most frequent answer. Orders: the mean Kendall tau-b of two answers, from -1..1 to 0..1.
    """
    if len(answers) < 2:
        return None
    if kind == RATING:
        found = [
            _of_scale(scale, [one.marks[scale.name] for one in answers if scale.name in one.marks]) for scale in scales
        ]
    else:
        names = sorted({name for one in answers for name in one.rankings}) or [""]
        found = [
            _of_orders(kind, [one for one in answers if one.none_acceptable or name in one.rankings], name)
            for name in names
        ]
    return min((share for share in found if share is not None), default=None)


def tau_b(one: Ranking, two: Ranking) -> float | None:
    """This function will give Kendall's tau-b of two orders with ties; None where one of them ties everything."""
    first, second = _places(one), _places(two)
    both = sorted(first.keys() & second.keys())
    signs = [
        (_sign(first[a] - first[b]), _sign(second[a] - second[b])) for a, b in combinations(both, 2)
    ]  # fmt: skip
    untied = sum(a != 0 for a, _ in signs) * sum(b != 0 for _, b in signs)
    return sum(a * b for a, b in signs) / sqrt(untied) if untied else None


def _of_scale(scale: Scale, marks: Sequence[Mark]) -> float | None:
    if len(marks) < 2:
        return None
    if scale.kind == CATEGORY:
        return _plurality(marks)
    return 1 - _mean_of_pairs(marks, lambda a, b: _distance(scale, a, b))


def _distance(scale: Scale, one: Mark, two: Mark) -> float:
    """As a part of the scale; "does not apply" is as far from a number as numbers can be."""
    if one.value is None or two.value is None:
        return float(one != two)
    return abs(one.value - two.value) / (scale.maximum - scale.minimum)


def _of_orders(kind: str, answers: Sequence[Answer], name: str) -> float | None:
    if len(answers) < 2:
        return None
    orders = [None if one.none_acceptable else one.rankings[name] for one in answers]
    if kind == COMPARISON:
        return _plurality([_as_said(order) for order in orders])
    return _mean_of_pairs(orders, _alike)


def _as_said(order: Ranking | None) -> Hashable:
    return None if order is None else tuple(tuple(sorted(tie)) for tie in order)


def _alike(one: Ranking | None, two: Ranking | None) -> float:
    if one is None or two is None:
        return float(one is two)
    tau = tau_b(one, two)
    if tau is None:
        return 1.0 if len(one) == len(two) else UNDECIDED
    return (1 + tau) / 2


def _plurality(said: Sequence[Hashable]) -> float:
    return Counter(said).most_common(1)[0][1] / len(said)


def _mean_of_pairs(values: Sequence[T], measure: Callable[[T, T], float]) -> float:
    found = [measure(one, two) for one, two in combinations(values, 2)]
    return sum(found) / len(found)


def _places(ranking: Ranking) -> dict[int, int]:
    return {one: place for place, tie in enumerate(ranking) for one in tie}


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
