"""Scores of responses to items that differ in one attribute only, as the counterfactual audits read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ranking.selectors.answers import Answers
from ranking.selectors.sections.judges import judged
from ranking.stats.arrays import Floats, Ints
from ranking.stats.audits.base import Swaps


@dataclass(frozen=True)
class Swap:
    """Whose scores, on which dimension, under which two values of which attribute."""

    of: str
    dimension: str
    attribute: str
    values: tuple[str, str]
    seen: Swaps


def swaps(data: Answers) -> Iterator[Swap]:
    """Every two values of every attribute, for people and each judge, on every dimension in points."""
    items = data.entities.items
    of_response = np.array([response.item for response in data.entities.responses], dtype=np.int64)
    for attribute in sorted({item.attribute for item in items if item.counterfactual_set is not None}):
        mine = [place for place, item in enumerate(items) if item.attribute == attribute]
        sets = _codes(len(items), {place: items[place].counterfactual_set for place in mine})
        values = sorted({items[place].attribute_value for place in mine})
        group = np.full(len(items), -1, dtype=np.int64)
        group[mine] = [values.index(items[place].attribute_value) for place in mine]
        for of, dimension, threshold, response, score in _scores(data):
            item = of_response[response]
            rows = sets[item] >= 0
            if not rows.any():
                continue
            accepted = np.full(len(score), np.nan) if threshold is None else (score >= threshold).astype(float)
            for one, other in combinations(range(len(values)), 2):
                seen = Swaps(score[rows], accepted[rows], sets[item[rows]], group[item[rows]], (one, other))
                yield Swap(of, dimension, attribute, (values[one], values[other]), seen)


def _scores(data: Answers) -> Iterator[tuple[str, str, float | None, Ints, Floats]]:
    """Who, which dimension, from which score on it is accepted, the responses (n,) and their scores (n,)."""
    people = ~data.answers.by_judge[data.scores.answer] & ~np.isnan(data.scores.value)
    points = [(place, each) for place, each in enumerate(data.entities.dimensions) if each.in_points]
    for place, dimension in points:
        rows = data.scores.rows(people & (data.scores.dimension == place))
        if len(rows.answer):
            yield "people", dimension.name, dimension.threshold, rows.response, rows.value
    for judge in judged(data):
        for place, dimension in points:
            response = np.flatnonzero(~np.isnan(judge.table[:, place]))
            if len(response):
                yield judge.name, dimension.name, dimension.threshold, response, judge.table[response, place]


def _codes(size: int, labels: dict[int, int | None]) -> Ints:
    """The set of every item (size,) as a code, -1 outside."""
    codes = {label: code for code, label in enumerate(dict.fromkeys(labels.values()))}
    found = np.full(size, -1, dtype=np.int64)
    for place, label in labels.items():
        found[place] = codes[label]
    return found
