"""One finished round as residuals: people beside a pinned map of a judge, and people on the anchor items."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from annotations.models import Item, Round
from ranking.models import Mapping
from ranking.selectors.answers import Answers, ScoreRows
from ranking.selectors.applying.scores import columns_of
from ranking.selectors.arrays import answers_load
from ranking.selectors.sections.judges.beside import Beside, averaged, beside_people, judged
from ranking.stats.arrays import Floats
from ranking.stats.drift import Observation
from ranking.stats.mappings.base import Features
from ranking.stats.served import apply_to_scores


@dataclass(frozen=True)
class Finished:
    """A finished round; its answers are loaded once for all that watch it."""

    round: Round

    @cached_property
    def answers(self) -> Answers:
        """The round's answers as arrays."""
        return answers_load(project=self.round.project, round=self.round)

    @cached_property
    def anchors(self) -> frozenset[int]:
        """The keys of the project's anchor items."""
        rows = Item.objects.visible().filter(project=self.round.project_id, split=Item.Split.ANCHOR)
        return frozenset(rows.values_list("pk", flat=True))

    @property
    def at(self) -> str:
        """When it was over."""
        return (self.round.collected_at or self.round.closed_at or self.round.created_at).isoformat()

    def place_of(self, dimension: str) -> int | None:
        """Where a dimension in points stands, None where the round does not know it."""
        rows = self.answers.entities.dimensions
        return next((k for k, one in enumerate(rows) if one.name == dimension and one.in_points), None)


def judge_residuals(finished: Finished, mapping: Mapping) -> list[Observation]:
    """People's mean less the judge's calibrated score of every response that both scored, by response."""
    data, document = finished.answers, mapping.document
    place = finished.place_of(document.get("dimension", ""))
    judge = next((one for one in judged(data) if one.name == document.get("judge")), None)
    if place is None or judge is None:
        return []
    beside = averaged(beside_people(data, judge, place))
    if not len(beside.people):
        return []
    features = _as_mapped(beside, columns_of(document), document["own"])
    said = apply_to_scores(document, features, np.zeros(len(beside.people))).score
    item_of = [data.entities.items[each.item].id for each in data.entities.responses]
    found = [
        Observation(item_of[response], data.entities.responses[response].id, float(value), finished.at)
        for response, value in zip(beside.response.tolist(), (beside.people - said).tolist(), strict=True)
        if np.isfinite(value)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.row)


def _as_mapped(beside: Beside, names: list[str], own: str) -> Features:
    """The judge's scores in the columns that the pinned map reads; what it did not say is missing."""
    given = {name: k for k, name in enumerate(beside.features.names)}
    missing = np.full(len(beside.people), np.nan)
    columns = [beside.features.table[:, given[name]] if name in given else missing for name in names]
    return Features(np.column_stack(columns), names, names.index(own), beside.features.doubt)


@dataclass(frozen=True)
class Anchored:
    """Residuals on the anchor items, by rater's name ("" for all), and what each response was first rated."""

    residuals: dict[str, list[Observation]] = field(default_factory=dict)
    reference: dict[str, list[float]] = field(default_factory=dict)


def anchor_residuals(finished: Finished, dimension: str, reference: Lookup[str, list[float]]) -> Anchored:
    """Each person's score of an anchor response less what people gave when it was first rated.

    `reference` is {response key: [sum, n]} of those first ratings. In that first round a rater is held against the
    others' mean, so that one's own score never stands on both sides.
    """
    data, place = finished.answers, finished.place_of(dimension)
    if place is None or not finished.anchors:
        return Anchored()
    rows = _of_people(data, place)
    items = np.array([each.id for each in data.entities.items], dtype=np.int64)
    on_anchor = np.isin(items[data.answers.item[rows.answer]], list(finished.anchors))
    rows = rows.rows(on_anchor)
    first = _sums(data, rows, reference)
    found: dict[str, list[Observation]] = {}
    for answer, response, value in zip(rows.answer.tolist(), rows.response.tolist(), rows.value.tolist(), strict=True):
        key = str(data.entities.responses[response].id)
        total, n = reference.get(key) or (first[key][0] - value, first[key][1] - 1)
        if n < 1:
            continue
        item = data.entities.items[data.answers.item[answer]].id
        name = data.entities.raters[data.answers.rater[answer]].name
        seen = Observation(item, int(key), value - total / n, finished.at)
        found.setdefault("", []).append(seen)
        found.setdefault(name, []).append(seen)
    return Anchored({name: sorted(each, key=lambda one: one.row) for name, each in found.items()}, first)


def _of_people(data: Answers, place: int) -> ScoreRows:
    rows = data.scores
    people = ~data.answers.by_judge[rows.answer] & data.answers.taken[rows.answer]
    return rows.rows(people & rows.first & (rows.dimension == place) & ~np.isnan(rows.value))


def _sums(data: Answers, rows: ScoreRows, known: Lookup[str, list[float]]) -> dict[str, list[float]]:
    """[sum, n] of every response that was not rated before."""
    found: dict[str, list[float]] = {}
    values: Floats = rows.value
    for response, value in zip(rows.response.tolist(), values.tolist(), strict=True):
        key = str(data.entities.responses[response].id)
        if key not in known:
            own = found.setdefault(key, [0.0, 0])
            own[0] += value
            own[1] += 1
    return found
