"""Scores by response, as the effects of traits are looked for in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ranking.selectors.answers import Answers
from ranking.selectors.sections.judges import judged
from ranking.stats.arrays import Floats, Ints

_SHOWN = 3


@dataclass(frozen=True)
class Scored:
    """Scores (n,) on one dimension, one a response: people's mean or a judge's; the responses, and prompts' groups.

    `beside` is people's mean of the same responses (nan without one) where the scores are a judge's.
    """

    on: str
    dimension: str
    response: Ints
    score: Floats
    cluster: Ints
    beside: Floats | None = None

    def telling(self, data: Answers, column: Floats, effect: float, score: Floats | None = None) -> list[int]:
        """The responses (database keys) whose trait (n,) and score go together as an effect says, most of all first."""
        score = self.score if score is None else score
        pull = (column - column.mean()) * (score - score.mean()) * np.sign(effect)
        order = np.argsort(-pull, kind="stable")
        best = dict.fromkeys(self.response[order[pull[order] > 0]].tolist())
        return [data.entities.responses[place].id for place in list(best)[:_SHOWN]]

    def rows(self, chosen: np.ndarray) -> Scored:
        """Some of the responses."""
        beside = None if self.beside is None else self.beside[chosen]
        return Scored(
            self.on, self.dimension, self.response[chosen], self.score[chosen], self.cluster[chosen], beside
        )  # fmt: skip


def scored(data: Answers) -> Iterator[Scored]:
    """People's means by dimension, and each judge's scores of the same responses where there are such."""
    of_response = np.array([response.item for response in data.entities.responses], dtype=np.int64)
    groups, means = data.item_groups, dict[int, Floats]()
    points = [(place, each.name) for place, each in enumerate(data.entities.dimensions) if each.in_points]
    for place, name in points:
        means[place] = _means(data, place)
        response = np.flatnonzero(~np.isnan(means[place]))
        if len(response):
            yield Scored("people", name, response, means[place][response], groups[of_response[response]])
    for judge in judged(data):
        for place, name in points:
            column = judge.table[:, place]
            response = np.flatnonzero(~np.isnan(column))
            both = response[~np.isnan(means[place][response])]
            response = both if len(both) else response
            if len(response):
                beside = means[place][response] if len(both) else None
                yield Scored(judge.name, name, response, column[response], groups[of_response[response]], beside)


def _means(data: Answers, place: int) -> Floats:
    """People's mean score of every response (responses,) on a dimension, nan without one."""
    people = ~data.answers.by_judge[data.scores.answer] & ~np.isnan(data.scores.value)
    rows = data.scores.rows(people & (data.scores.dimension == place))
    size = len(data.entities.responses)
    n = np.bincount(rows.response, minlength=size)
    sums = np.bincount(rows.response, weights=rows.value, minlength=size)
    return np.divide(sums, n, out=np.full(size, np.nan), where=n > 0)
