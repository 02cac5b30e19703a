"""What people said in a round of old against new, as arrays: also while the round still collects.

A pair comes in when the last of its answers does. Until then nothing of it is read, so that what a look has seen of a
pair is all that any later look will see of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.models import Assignment, Ballot, Item, Rater, Response, Round, Score, Task
from annotations.selectors.counted import counted
from ranking.stats.arrays import Bools, Floats, Ints

KINDS = (Task.Kind.RATING, Task.Kind.COMPARISON)


@dataclass(frozen=True)
class ScoredRows:
    """One row per score (m,): codes of the unit and the item, keys of the response and the dimension."""

    unit: Ints
    item: Ints
    response: Ints
    dimension: Ints
    new: Bools
    value: Floats

    def rows(self, chosen: Bools) -> ScoredRows:
        """Some of the rows."""
        return ScoredRows(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class ChosenRows:
    """One row per ballot on old against new (m,): `value` is 1 where new won, -1 where old did, 0 for a tie.

    That neither is acceptable is said of both alike, so it counts as a tie.
    """

    unit: Ints
    item: Ints
    value: Floats


@dataclass(frozen=True)
class PairedRows:
    """All that a confirmation reads. `came` is when each unit was complete, in seconds since 1970; inf: not yet.

    Units are the groups of items that both versions answered. `sets` has, for each item by code, its counterfactual
    attribute and value, or None.
    """

    came: Floats
    scores: ScoredRows
    choices: ChosenRows
    sets: list[tuple[str, str] | None]
    answers: int

    @property
    def planned(self) -> int:
        """How many units there are."""
        return len(self.came)

    @property
    def complete(self) -> int:
        """How many of them have all their answers."""
        return int(np.isfinite(self.came).sum())


def paired_read(*, round: Round, old: int, new: int) -> PairedRows:
    """Read a round in which the versions of these keys answer the same items."""
    items = _items(round, old, new)
    codes = {item.pk: place for place, item in enumerate(items)}
    groups = {group: place for place, group in enumerate(dict.fromkeys(item.group for item in items))}
    units = np.array([groups[item.group] for item in items], dtype=np.int64)
    came = np.full(len(groups), -np.inf)
    completed = _completed(round)
    for item in items:
        came[groups[item.group]] = max(came[groups[item.group]], completed.get(item.pk, np.inf))
    return PairedRows(
        came=came,
        scores=_scores(round, new, codes, units),
        choices=_choices(round, old, new, codes, units),
        sets=[(item.counterfactual_set.attribute, item.attribute_value) if item.counterfactual_set else None
              for item in items],
        answers=_answered(round).count(),
    )  # fmt: skip


def units_complete(*, round: Round, old: int, new: int) -> tuple[int, int]:
    """How many units have all their answers, and how many there are; without reading what was said."""
    items = _items(round, old, new)
    completed = _completed(round)
    waiting = {item.group for item in items if item.pk not in completed}
    groups = {item.group for item in items}
    return len(groups - waiting), len(groups)


def _items(round: Round, old: int, new: int) -> list[Item]:
    """The items that both versions have answered, as they were planned."""
    done = Response.objects.visible().filter(round=round, state=Response.State.DONE)
    of_old, of_new = (done.filter(version=version).values("item") for version in (old, new))
    rows = Item.objects.visible().filter(pk__in=of_old).filter(pk__in=of_new).exclude(split=Item.Split.GOLD)
    return list(rows.select_related("counterfactual_set").order_by("pk").defer("variables", "reference", "metadata"))


def _answered(round: Round) -> Any:
    """People's first answers to the round's tasks."""
    return Assignment.objects.filter(
        counted(), task__round=round, task__kind__in=KINDS, state=Assignment.State.DONE, repeat=0,
        rater__kind=Rater.Kind.PERSON,
    )  # fmt: skip


def _completed(round: Round) -> dict[int, float]:
    """When the last planned answer of each item came; items that wait for some are left out."""
    tasks = Task.objects.filter(round=round, gold=None, kind__in=KINDS).values_list("pk", "item_id")
    times: dict[int, list[float]] = defaultdict(list)
    for task, at in _answered(round).values_list("task_id", "submitted_at"):
        times[task].append(at.timestamp() if at else 0.0)
    found: dict[int, float] = {}
    for task, item in tasks:
        said = sorted(times[task])
        last = said[round.overlap - 1] if len(said) >= round.overlap else np.inf
        found[item] = max(found.get(item, -np.inf), last)
    return {item: at for item, at in found.items() if np.isfinite(at)}


def _scores(round: Round, new: int, codes: dict[int, int], units: Ints) -> ScoredRows:
    rows = Score.objects.filter(
        assignment__in=_answered(round), assignment__task__kind=Task.Kind.RATING, value__isnull=False,
        dimension__isnull=False,
    ).values_list(
        "assignment__task__item_id", "assignment__task__task_responses__response_id",
        "assignment__task__task_responses__response__version_id", "dimension_id", "value",
    )  # fmt: skip
    found = [row for row in rows.order_by("pk").iterator(chunk_size=5000) if row[0] in codes]
    item = _ints(codes[row[0]] for row in found)
    return ScoredRows(
        unit=units[item],
        item=item,
        response=_ints(row[1] for row in found),
        dimension=_ints(row[3] for row in found),
        new=np.array([row[2] == new for row in found], dtype=bool),
        value=np.array([row[4] for row in found], dtype=float),
    )


def _choices(round: Round, old: int, new: int, codes: dict[int, int], units: Ints) -> ChosenRows:
    side = dict(Response.objects.filter(round=round, version__in=(old, new)).values_list("pk", "version_id"))
    rows = Ballot.objects.filter(
        assignment__in=_answered(round), assignment__task__kind=Task.Kind.COMPARISON, dimension=None
    ).values_list("assignment__task__item_id", "ranking")
    found = [
        (codes[item], _winner(ranking, side, new))
        for item, ranking in rows.order_by("pk").iterator(chunk_size=5000)
        if item in codes and len({side.get(one) for tied in ranking for one in tied}) != 1
    ]
    item = _ints(code for code, _ in found)
    return ChosenRows(units[item], item, np.array([value for _, value in found], dtype=float))


def _winner(ranking: list[list[int]], side: Mapping[int, int | None], new: int) -> float:
    """An order of one level, or of none, is a tie."""
    if len(ranking) < 2:
        return 0.0
    return 1.0 if side.get(ranking[0][0]) == new else -1.0


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)
