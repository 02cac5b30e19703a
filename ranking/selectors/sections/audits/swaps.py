"""Scores of responses to items that differ in one attribute only, as the counterfactual audits read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ranking.selectors.answers import Answers, DimensionFacts
from ranking.selectors.sections.judges import judged
from ranking.stats.arrays import Floats, Ints
from ranking.stats.audits.base import Swaps


@dataclass(frozen=True)
class Swapped:
    """One side's scores (n,) on one dimension of responses to the sets of one attribute.

    `set` and `group` are codes of the counterfactual set and of the attribute's value among `values`; `accepted` is 1
    where the mean score under that value in that set is accepted, else 0, so that raters who differ are no flip;
    `people` is people's mean score of the same response (nan where there is none).
    """

    of: str
    dimension: str
    attribute: str
    values: tuple[str, ...]
    score: Floats
    accepted: Floats
    set: Ints
    group: Ints
    people: Floats

    def versus(self, one: int, other: int) -> Swaps:
        """Two of the values."""
        return Swaps(self.score, self.accepted, self.set, self.group, (one, other))

    def beyond_people(self, one: int, other: int) -> Swaps:
        """The same of the scores less people's mean of the same response, where people scored it."""
        known = ~np.isnan(self.people)
        gap = (self.score - self.people)[known]
        return Swaps(gap, np.full(len(gap), np.nan), self.set[known], self.group[known], (one, other))

    @property
    def pairs(self) -> Iterator[tuple[int, int]]:
        """Every two values."""
        return combinations(range(len(self.values)), 2)


@dataclass(frozen=True)
class _Scores:
    of: str
    dimension: DimensionFacts
    response: Ints
    score: Floats
    people: Floats


def swapped(data: Answers) -> Iterator[Swapped]:
    """Every attribute, for people and each judge, on every dimension in points."""
    items = data.entities.items
    of_response = np.array([response.item for response in data.entities.responses], dtype=np.int64)
    for attribute in sorted({item.attribute for item in items if item.counterfactual_set is not None}):
        mine = [place for place, item in enumerate(items) if item.attribute == attribute]
        sets = _codes(len(items), {place: items[place].counterfactual_set for place in mine})
        values = tuple(sorted({items[place].attribute_value for place in mine}))
        group = np.full(len(items), -1, dtype=np.int64)
        group[mine] = [values.index(items[place].attribute_value) for place in mine]
        for side in _scores(data):
            item = of_response[side.response]
            rows = sets[item] >= 0
            if rows.any():
                score, place = side.score[rows], sets[item[rows]] * len(values) + group[item[rows]]
                means = _means(place, score, int(place.max()) + 1)
                # Means of the same scores in another order differ in their last digits.
                accepted = np.round(means[place], 9) >= side.dimension.accepted_from
                yield Swapped(
                    side.of, side.dimension.name, attribute, values, score, accepted.astype(float), sets[item[rows]],
                    group[item[rows]], side.people[rows],
                )  # fmt: skip


def _scores(data: Answers) -> Iterator[_Scores]:
    """People's scores by dimension, and each judge's beside people's means."""
    people = ~data.answers.by_judge[data.scores.answer] & ~np.isnan(data.scores.value)
    points = [(place, each) for place, each in enumerate(data.entities.dimensions) if each.in_points]
    means: dict[int, Floats] = {}
    for place, dimension in points:
        rows = data.scores.rows(people & (data.scores.dimension == place))
        means[place] = _means(rows.response, rows.value, len(data.entities.responses))
        if len(rows.answer):
            yield _Scores("people", dimension, rows.response, rows.value, rows.value)
    for judge in judged(data):
        for place, dimension in points:
            response = np.flatnonzero(~np.isnan(judge.table[:, place]))
            if len(response):
                yield _Scores(judge.name, dimension, response, judge.table[response, place], means[place][response])


def _means(response: Ints, value: Floats, size: int) -> Floats:
    n = np.bincount(response, minlength=size)
    sums = np.bincount(response, weights=value, minlength=size)
    return np.divide(sums, n, out=np.full(size, np.nan), where=n > 0)


def _codes(size: int, labels: dict[int, int | None]) -> Ints:
    """The set of every item (size,) as a code, -1 outside."""
    codes = {label: code for code, label in enumerate(dict.fromkeys(labels.values()))}
    found = np.full(size, -1, dtype=np.int64)
    for place, label in labels.items():
        found[place] = codes[label]
    return found
