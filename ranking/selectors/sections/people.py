"""What people said, part by part: the scores of each dimension, and choices between two."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ranking.selectors.answers import Answers, DimensionFacts, PairRows, ScoreRows
from ranking.stats.arrays import Ints
from ranking.stats.strengths import MIN_RATERS

# What stands for "neither is acceptable" among the choices -1, 0 and 1.
NEITHER = 2.0


def scored(data: Answers) -> Iterator[tuple[int, DimensionFacts, ScoreRows]]:
    """Every dimension that people scored, its place, and their rows; what does not apply has the value nan."""
    people = ~data.answers.by_judge[data.scores.answer] & ~data.scores.unreadable
    for place, dimension in enumerate(data.entities.dimensions):
        rows = data.scores.rows(people & (data.scores.dimension == place))
        if len(rows.answer):
            yield place, dimension, rows


def compared(data: Answers) -> Iterator[tuple[str, PairRows]]:
    """People's choices between two under `comparisons`, or `comparisons/DIMENSION`; `chose` is NEITHER for neither."""
    said = ~np.isnan(data.pairs.chose) | data.pairs.neither
    people = ~data.answers.by_judge[data.pairs.answer] & said
    for place in np.unique(data.pairs.dimension[people]).tolist():
        rows = data.pairs.rows(people & (data.pairs.dimension == place))
        rows.chose[rows.neither] = NEITHER
        yield comparisons_key(data, place), rows


def comparisons_key(data: Answers, dimension: int) -> str:
    """Under which key figures of comparisons stand."""
    return f"comparisons/{data.entities.dimension_name(dimension)}" if dimension >= 0 else "comparisons"


def clusters_of_answers(data: Answers, answers: Ints) -> tuple[str, Ints]:
    """What intervals over rows of these answers (n,) go over, and its codes: raters where there are ten, else prompts.

    Below ten raters they are taken as they are (see `strengths`).
    """
    raters = data.answers.rater[answers]
    if len(np.unique(raters)) >= MIN_RATERS:
        return "rater", raters
    return "prompt", data.item_groups[data.answers.item[answers]]
