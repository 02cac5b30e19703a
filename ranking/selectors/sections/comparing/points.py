"""From verdicts onto the scale of people's scores, where people gave both."""

from __future__ import annotations

from typing import Any

import numpy as np

from ranking.selectors.answers import Answers, PairRows
from ranking.selectors.sections.comparing.compared import Compared
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.accepting import acceptance_of
from ranking.selectors.sections.judges.beside import Beside
from ranking.selectors.sections.judges.entry import entry_of
from ranking.selectors.sections.judges.learning import learning_of
from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.mappings.base import Features

# A response's mean verdict (1: always put first, -1: always last), and how often it was shown first.
WINS, FIRST = "wins", "first"


def points_of(context: Context, path: str, one: Compared) -> dict[str, Any] | None:
    """{dimension: the figures of the map from verdicts to people's scores}; None where people gave no scores."""
    data = context.answers
    place = _target(data, one)
    if one.rows is None or place is None:
        return None
    beside = _beside(data, one.rows, place)
    if not len(beside.people):
        return None
    dimension = data.entities.dimensions[place]
    where = f"{path}.{dimension.name}"
    entry, found = entry_of(context, where, beside, dimension.scale)
    entry |= {"acceptance": None, "learning": None}
    if found is not None:
        entry["acceptance"] = acceptance_of(context, where, dimension, beside, found)
        entry["learning"] = learning_of(context, where, beside, found)
    return {dimension.name: entry}


def _target(data: Answers, one: Compared) -> int | None:
    """The dimension of the verdicts, else the primary or first one in points that people scored."""
    people = data.scores.rows(~data.answers.by_judge[data.scores.answer] & ~np.isnan(data.scores.value))
    dimensions = data.entities.dimensions
    scored = [place for place in sorted(set(people.dimension.tolist())) if place >= 0 and dimensions[place].in_points]
    if one.dimension >= 0:
        return one.dimension if one.dimension in scored else None
    return min(scored, key=lambda place: not dimensions[place].is_primary, default=None)


def _beside(data: Answers, rows: PairRows, place: int) -> Beside:
    table = told_of_responses(rows, len(data.entities.responses))
    scores = data.scores.rows(
        ~data.answers.by_judge[data.scores.answer] & (data.scores.dimension == place) & ~np.isnan(data.scores.value)
    )
    scores = scores.rows(~np.isnan(table[scores.response, 0]))
    features = Features(table[scores.response], [WINS, FIRST], 0, on_scale=False)
    return Beside(
        people=scores.value,
        features=features,
        written=features.column(),
        claim=(features.column() + 1) / 2,
        response=scores.response,
        groups=data.item_groups[data.answers.item[scores.answer]],
        raters=codes_of(data.answers.rater[scores.answer]),
    )


def told_of_responses(rows: PairRows, size: int) -> Floats:
    """The mean verdict and standing (size, 2) of every response over its pairs; nan where it was in none."""
    valid = rows.rows(~np.isnan(rows.chose))
    response: Ints = np.concatenate([valid.one, valid.two])
    n = np.bincount(response, minlength=size)
    columns = [
        np.bincount(response, weights=np.concatenate([column, -column]), minlength=size)
        for column in (valid.apart, valid.stood)
    ]
    return np.stack([np.divide(each, n, out=np.full(size, np.nan), where=n > 0) for each in columns], axis=1)
