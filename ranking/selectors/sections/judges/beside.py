"""Judges' scores as columns, and people's beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ranking.selectors.answers import Answers
from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.mappings.base import Features


@dataclass(frozen=True)
class Judged:
    """One judge's readings of every response and dimension (responses, dimensions), nan where none.

    `table` is its mean readable score, by the expected level where it gave probabilities, and `written` by the score
    that it wrote; `doubt` how unsure it was, in points: of the probabilities that it gave, else the standard deviation
    of its readings; `claim` the chance of acceptance that it gave, else the share of its
    readings at or above the threshold. `rows`, `unreadable` and `misread`
    (probabilities that could not be read; dimensions,) are counts.
    """

    name: str
    table: Floats
    written: Floats
    doubt: Floats
    claim: Floats
    rows: Ints
    unreadable: Ints
    misread: Ints


def judged(data: Answers) -> Iterator[Judged]:
    """Every judge that scored on a dimension of the rubric."""
    by_name: dict[str, list[int]] = {}
    for place, rater in enumerate(data.entities.raters):
        if rater.is_judge:
            by_name.setdefault(rater.name, []).append(place)
    for name in sorted(by_name):
        mine = np.isin(data.answers.rater[data.scores.answer], by_name[name]) & (data.scores.dimension >= 0)
        if mine.any():
            yield _judged(data, name, mine)


def _judged(data: Answers, name: str, mine: np.ndarray) -> Judged:
    shape = (len(data.entities.responses), len(data.entities.dimensions))
    rows = data.scores.rows(mine)
    read = rows.rows(~np.isnan(rows.value))
    cells = read.response, read.dimension
    at = np.array([each.accepted_from for each in data.entities.dimensions])[read.dimension]
    claims = np.where(np.isnan(read.claim), read.value >= at, read.claim)
    mean = _means(shape, cells, read.value)
    spread = np.sqrt(np.maximum(_means(shape, cells, read.value**2) - mean**2, 0.0))
    told, several = _means(shape, cells, read.doubt), _counts(shape, cells) > 1
    return Judged(
        name=name,
        table=mean,
        written=_means(shape, cells, read.written),
        doubt=np.where(np.isnan(told), np.where(several, spread, np.nan), told),
        claim=_means(shape, cells, claims),
        rows=np.bincount(rows.dimension, minlength=shape[1]),
        unreadable=np.bincount(rows.dimension[rows.unreadable], minlength=shape[1]),
        misread=np.bincount(rows.dimension[rows.misread], minlength=shape[1]),
    )


def _counts(shape: tuple[int, int], cells: tuple[Ints, Ints]) -> Floats:
    n = np.zeros(shape)
    np.add.at(n, cells, 1.0)
    return n


def _means(shape: tuple[int, int], cells: tuple[Ints, Ints], values: Floats) -> Floats:
    """The mean of each cell's known values, nan without one."""
    known = ~np.isnan(values)
    own = cells[0][known], cells[1][known]
    sums, n = np.zeros(shape), _counts(shape, own)
    np.add.at(sums, own, values[known])
    return np.divide(sums, n, out=np.full(shape, np.nan), where=n > 0)


@dataclass(frozen=True)
class Beside:
    """People's scores (n,) beside a judge's features of the same responses, what it wrote on their dimension (n,), and
    the chance `claim` (n,) it gave acceptance."""

    people: Floats
    features: Features
    written: Floats
    claim: Floats
    response: Ints
    groups: Ints
    raters: Ints | None


def beside_people(data: Answers, judge: Judged, place: int) -> Beside:
    """Every people's score row on a dimension whose response the judge scored on it."""
    rows = data.scores.rows(
        ~data.answers.by_judge[data.scores.answer] & (data.scores.dimension == place) & ~np.isnan(data.scores.value)
    )
    rows = rows.rows(~np.isnan(judge.table[rows.response, place]))
    return Beside(
        people=rows.value,
        features=features_of(data, judge, place, rows.response),
        written=judge.written[rows.response, place],
        claim=judge.claim[rows.response, place],
        response=rows.response,
        groups=data.item_groups[data.answers.item[rows.answer]],
        raters=codes_of(data.answers.rater[rows.answer]),
    )


def features_of(data: Answers, judge: Judged, place: int, response: Ints) -> Features:
    """What a judge says of responses (n,), every dimension that it could be read on a column."""
    # Its own dimension has a column even where not one of its scores could be read.
    used = np.union1d(np.flatnonzero(~np.isnan(judge.table).all(axis=0)), [place])
    names = [data.entities.dimensions[column].name for column in used]
    own = data.entities.dimensions[place].name
    return Features(judge.table[np.ix_(response, used)], names, names.index(own), judge.doubt[response, place])


def averaged(beside: Beside) -> Beside:
    """One row per response: the mean of people."""
    if not len(beside.people):
        return beside
    response, first, codes = np.unique(beside.response, return_index=True, return_inverse=True)
    means = np.bincount(codes, weights=beside.people) / np.bincount(codes)
    return replace(
        beside, people=means, features=beside.features.rows(first),
        written=beside.written[first], claim=beside.claim[first], response=response,
        groups=beside.groups[first], raters=None,
    )  # fmt: skip
