"""Answers as the audits look at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ranking.selectors.answers import Answers, PairRows
from ranking.selectors.sections.judges import Judged, beside_people, judged
from ranking.selectors.sections.strengths import Contest, contest
from ranking.selectors.sections.verdicts import judges_verdicts, people_beside
from ranking.stats.aggregate.pairs import win_matrix
from ranking.stats.arrays import Floats, Ints
from ranking.stats.audits.base import Choices, Marks, Overlaps, Residuals
from ranking.stats.audits.self_preference import model_family
from ranking.stats.errors import StatsError
from ranking.stats.strengths import log_strengths_of

# Figures by name are for versions and models; a name for every response would be a table of nothing.
MOST_NAMES = 100


@dataclass(frozen=True)
class Seen:
    """Whose answers, on which dimension, as one kind of rows; `names` are those that the rows' codes stand for."""

    of: str
    dimension: str
    kind: str
    rows: Any
    factor: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Texts:
    """Of every response: log2 of its length (nan where its text is empty or unknown), and its marks as in FORMATS."""

    doublings: Floats
    formats: Floats


def texts_of(data: Answers) -> Texts:
    """Read what the texts look like, once for all audits."""
    responses = data.entities.responses
    lengths = np.array([response.length for response in responses], dtype=float)
    marks = [(each.traits.listed, each.traits.marked, each.traits.code) for each in responses]
    return Texts(
        np.log2(lengths, out=np.full(len(lengths), np.nan), where=lengths > 0),
        np.array(marks, dtype=float).reshape(len(responses), 3),
    )


def choices_seen(data: Answers, texts: Texts) -> Iterator[Seen]:
    """People's choices by dimension, and every judge's by label."""
    people = data.pairs.rows(~data.answers.by_judge[data.pairs.answer])
    for place in np.unique(people.dimension).tolist():
        rows = people.rows(people.dimension == place)
        yield _choices_seen(data, texts, "people", data.entities.dimension_name(place), rows)
    for key, rows in judges_verdicts(data):
        yield _choices_seen(data, texts, key, data.entities.dimension_name(int(rows.dimension[0])), rows)


def own_choices_seen(data: Answers, texts: Texts) -> Iterator[Seen]:
    """Every judge's choices on pairs that people chose on too, with what people prefer and whose family it is."""
    for key, rows in judges_verdicts(data):
        people = people_beside(data, rows)
        beside = rows.rows(np.isin(rows.pair, people.pair) & ~np.isnan(rows.chose))
        if not len(beside.pair):
            continue
        seen = _choices_seen(data, texts, key, data.entities.dimension_name(int(rows.dimension[0])), beside)
        judge = data.entities.raters[int(data.answers.rater[rows.answer[0]])].name
        own = _own_family(data, judge, np.arange(len(data.entities.responses)))
        told = replace(
            seen.rows,
            own=None if own is None else own[beside.one] - own[beside.two],
            people=_preferred(data, beside, people),
        )
        yield replace(seen, kind="own_choices", rows=told)


def scores_seen(data: Answers, texts: Texts) -> Iterator[Seen]:
    """People's mean scores and single ones by dimension, and every judge's less people's, in points."""
    for place, dimension in enumerate(data.entities.dimensions):
        if dimension.in_points:
            yield from _people_seen(data, texts, place, dimension.name)
    for judge in judged(data):
        for place, dimension in enumerate(data.entities.dimensions):
            if dimension.in_points and judge.rows[place]:
                yield _residuals_seen(data, texts, judge, place, dimension.name)


def writers_of(data: Answers, responses: Ints) -> tuple[str, list[str], Ints]:
    """The first of version, model and temperature with several names among the responses: it, them, and codes."""
    for factor in ("version", "model", "temperature"):
        names, codes = data.entities.coded(factor)
        own = codes[responses]
        present = np.unique(own[own >= 0])
        if 1 < len(present) <= MOST_NAMES:
            places = np.full(len(names) + 1, -1, dtype=np.int64)
            places[present] = np.arange(len(present))
            return factor, [names[place] for place in present.tolist()], places[own]
    return "", [], np.full(len(responses), -1, dtype=np.int64)


def _choices_seen(data: Answers, texts: Texts, of: str, dimension: str, rows: PairRows) -> Seen:
    rows = rows.rows(~np.isnan(rows.chose))
    doublings, formats = texts.doublings, texts.formats
    known = contest(data, rows) if len(rows.pair) else None
    choices = Choices(
        won=(rows.chose + 1) / 2, a_stood=rows.stood, doublings=doublings[rows.one] - doublings[rows.two],
        pair=rows.pair, cluster=data.item_groups[data.answers.item[rows.answer]],
        one=None if known is None else known.of_response[rows.one],
        two=None if known is None else known.of_response[rows.two],
        formats=formats[rows.one] - formats[rows.two], item=data.answers.item[rows.answer],
    )  # fmt: skip
    return Seen(of, dimension, "choices", choices, known.factor if known else "", tuple(known.names) if known else ())


def _people_seen(data: Answers, texts: Texts, place: int, dimension: str) -> Iterator[Seen]:
    rows = data.scores.rows(
        ~data.answers.by_judge[data.scores.answer] & (data.scores.dimension == place) & ~np.isnan(data.scores.value)
    )
    if not len(rows.answer):
        return
    cluster = data.item_groups[data.answers.item[rows.answer]]
    response, first, codes = np.unique(rows.response, return_index=True, return_inverse=True)
    mean = np.bincount(codes, weights=rows.value) / np.bincount(codes)
    marks = Marks(mean, texts.doublings[response], cluster[first], texts.formats[response])
    yield Seen("people", dimension, "marks", marks)
    factor, names, name = writers_of(data, rows.response)
    overlaps = Overlaps(rows.value, rows.response, data.answers.rater[rows.answer], cluster, name)
    yield Seen("people", dimension, "overlaps", overlaps, factor, tuple(names))


def _residuals_seen(data: Answers, texts: Texts, judge: Judged, place: int, dimension: str) -> Seen:
    """The judge's score less people's mean, once per response."""
    beside = beside_people(data, judge, place)
    response, first, codes = np.unique(beside.response, return_index=True, return_inverse=True)
    mean = np.bincount(codes, weights=beside.people) / np.maximum(np.bincount(codes), 1)
    factor, names, name = writers_of(data, response)
    residuals = Residuals(
        gap=beside.features.column()[first] - mean, doublings=texts.doublings[response],
        cluster=beside.groups[first], people=mean, own=_own_family(data, judge.name, response),
        formats=texts.formats[response], name=name,
    )  # fmt: skip
    return Seen(judge.name, dimension, "residuals", residuals, factor, tuple(names))


def _own_family(data: Answers, judge: str, response: Ints) -> Floats | None:
    """Whether the judge's own family wrote each response; None where a name tells no family."""
    families = [model_family(data.entities.responses[place].model) for place in response.tolist()]
    own = model_family(judge)
    return np.array([family == own for family in families], dtype=float) if own and all(families) else None


def _preferred(data: Answers, rows: PairRows, people: PairRows) -> Floats:
    """How much people prefer the one (n, d): their mean choice on the pair, and their strengths where there are any."""
    size = int(people.pair.max()) + 1
    votes = np.bincount(people.pair, minlength=size)
    choice = np.bincount(people.pair, weights=people.chose, minlength=size)
    # A share of few votes is drawn towards a draw, as one more vote for each would.
    columns = [(choice / (votes + 2))[rows.pair]]
    known = contest(data, people)
    if known is not None and (strengths := _strengths(known, people)) is not None:
        at = np.append(strengths, 0.0)
        columns.append(at[known.of_response[rows.one]] - at[known.of_response[rows.two]])
    return np.stack(columns, axis=1)


def _strengths(known: Contest, people: PairRows) -> Floats | None:
    try:
        return log_strengths_of(win_matrix(known.pairs(people)[0], len(known.names)), known.names)[0]
    except StatsError:
        return None
