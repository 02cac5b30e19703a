"""Every order that chance decides in a hand-out. The same seed gives the same order on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, combinations, islice
from random import Random
from typing import TypeVar

T = TypeVar("T")

# How many responses a task of each kind needs.
LEAST = {"RATING": 1, "COMPARISON": 2, "BEST_WORST": 3, "RANKING": 3}
# All pairs of five candidates. More would put one item before people too often.
PAIRS_PER_ITEM = 10


def generator(*parts: object) -> Random:
    """This function will make a generator seeded by the parts together."""
    # Not for secrets: orders must be repeatable. A text seed goes through SHA-512, so near parts give far streams.
    return Random("/".join(str(part) for part in parts))  # noqa: S311


def shuffled(values: Sequence[T], *parts: object) -> list[T]:
    """This function will return the values in a new order, decided by the parts."""
    order = list(values)
    generator(*parts).shuffle(order)
    return order


def starting_point(top: int, *parts: object) -> int:
    """This function will choose where a rater begins among places 1 to top."""
    return generator(*parts).randint(1, max(top, 1))


def pairs(values: Sequence[T], cap: int, *parts: object) -> list[tuple[T, T]]:
    """This function will return all pairs, or `cap` of them in which every value appears about equally often.

    Neighbours on a shuffled circle come first, then those two apart, and so on: the pairs chosen always connect
    all values as soon as there are as many pairs as values, without which strengths cannot be compared.
    """
    if len(values) * (len(values) - 1) // 2 <= cap:
        return list(combinations(values, 2))
    circle = shuffled(values, *parts)
    size = len(circle)
    place = {value: index for index, value in enumerate(values)}
    steps = ([(index, (index + step) % size) for index in range(size)] for step in range(1, size // 2 + 1))
    distinct = dict.fromkeys(frozenset(pair) for pair in chain.from_iterable(steps))
    chosen = islice(([circle[index] for index in pair] for pair in distinct), cap)
    return [(low, high) for low, high in (sorted(pair, key=lambda value: place[value]) for pair in chosen)]


def across(values: Sequence[T], side_of: Mapping[T, object]) -> list[tuple[T, T]]:
    """This function will return pairs of values from different sides: the first of each, the second of each, and so on.

    So each value stands in one pair with every other side, and pairs share no value with another of the same two
    sides. What has no partner is left out.
    """
    sides: dict[object, list[T]] = {}
    for value in values:
        sides.setdefault(side_of[value], []).append(value)
    return [pair for one, other in combinations(sides.values(), 2) for pair in zip(one, other, strict=False)]


def groups(values: Sequence[T], *parts: object, least: int = 3, most: int = 5) -> list[list[T]]:
    """This function will part the values into groups of near equal size, each of `least` to `most`; none if too few."""
    if len(values) < least:
        return []
    order = shuffled(values, *parts)
    count = -(-len(order) // most)
    return [order[index::count] for index in range(count)]
