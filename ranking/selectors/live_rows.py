"""What people said in a round that still collects, as arrays: one thing that was asked, in the order it came in.

The report's arrays hold a whole project's finished rounds with all that surrounds them; here is only what a look
at a running round needs, so that it can be read again every few seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from django.db.models import Q

from annotations.models import Assignment, Ballot, Dimension, Rater, Round, Score, Task
from ranking.stats.agreement import Level
from ranking.stats.arrays import Floats, Ints

_LEVELS: dict[str, Level] = {Dimension.Kind.LIKERT: "ordinal", Dimension.Kind.PERCENT: "interval"}
# "Neither is acceptable" as a choice among names: no place on the line from one response to the other.
NEITHER = 2.0
DONE = Q(
    assignment__task__gold=None,
    assignment__state=Assignment.State.DONE,
    assignment__variant="",
    assignment__rater__kind=Rater.Kind.PERSON,
)


@dataclass(frozen=True)
class LiveRows:
    """One row per thing said (n,): a score, or a choice between two of a ballot's responses.

    `unit` is what is answered, `task` and `rater` are keys; `repeat` above 0 is an own answer asked again. `spot`
    is what a hand that does not look would keep the same: the score, or the place on the screen of the one chosen.
    `seconds` is nan where unknown.
    """

    level: Level
    unit: Ints
    task: Ints
    rater: Ints
    repeat: Ints
    value: Floats
    spot: Floats
    seconds: Floats

    def rows(self, chosen: Any) -> LiveRows:
        """Some of the rows."""
        columns = ("unit", "task", "rater", "repeat", "value", "spot", "seconds")
        return LiveRows(self.level, *(getattr(self, name)[chosen] for name in columns))

    @property
    def nominal(self) -> bool:
        """Whether answers are names and not numbers."""
        return self.level == "nominal"


def scores_live(round: Round, dimension: Dimension) -> LiveRows:
    """People's scores of one dimension; what was not applicable says nothing here."""
    rows = Score.objects.filter(DONE, assignment__task__round=round, dimension=dimension, not_applicable=False)
    found = rows.order_by("assignment__submitted_at", "assignment_id").values_list(
        "assignment__task_id", "assignment__rater_id", "assignment__repeat", "value", "code", "assignment__seconds"
    )
    codes: dict[str, float] = {}
    said = []
    for task, rater, repeat, value, code, seconds in found.iterator(chunk_size=5000):
        number = codes.setdefault(code, float(len(codes))) if code else value
        if number is not None:
            said.append((task, task, rater, repeat, number, number, seconds))
    return _arrays(said, _LEVELS.get(dimension.kind, "nominal"))


def choices_live(round: Round, dimension: Dimension | None) -> LiveRows:
    """People's ballots as choices between two, of those without a dimension or with this one."""
    asked = Q(dimension=None) | Q(dimension=dimension)
    rows = Ballot.objects.filter(DONE, asked, assignment__task__round=round)
    found = rows.order_by("assignment__submitted_at", "assignment_id").values_list(
        "assignment__task_id", "assignment__rater_id", "assignment__repeat", "ranking", "none_acceptable",
        "assignment__shown", "assignment__seconds", "assignment__task__kind",
    )  # fmt: skip
    units: dict[tuple[int, int, int], int] = {}
    said = []
    for task, rater, repeat, ranking, none, shown, seconds, kind in found.iterator(chunk_size=5000):
        spot = _spot(ranking, shown or [])
        middle = ranking[1] if kind == Task.Kind.BEST_WORST and len(ranking) == 3 else ()
        for one, two, chose in _pairs(ranking, none, shown or [], middle):
            unit = units.setdefault((task, one, two), len(units))
            said.append((unit, task, rater, repeat, chose, spot, seconds))
    return _arrays(said, "nominal")


def not_applicable_shares(round: Round) -> dict[int, tuple[int, int]]:
    """How many scores each rater called not applicable, of how many, over all dimensions."""
    found: dict[int, tuple[int, int]] = {}
    rows = Score.objects.filter(DONE, assignment__task__round=round).values_list("assignment__rater_id")
    for rater, not_applicable in rows.values_list("assignment__rater_id", "not_applicable").iterator(chunk_size=5000):
        part, n = found.get(rater, (0, 0))
        found[rater] = (part + not_applicable, n + 1)
    return found


def _pairs(
    ranking: list[list[int]], none: bool, shown: list[int], middle: Iterable[int]
) -> Iterable[tuple[int, int, float]]:
    """Every two responses in the order of their keys, and which was put higher."""
    if none:
        yield from ((one, two, NEITHER) for one, two in combinations(sorted(shown), 2))
        return
    place = {response: rank for rank, tied in enumerate(ranking) for response in tied}
    for one, two in combinations(sorted(place), 2):
        if not (one in middle and two in middle):
            yield one, two, float(np.sign(place[two] - place[one]))


def _spot(ranking: list[list[int]], shown: list[int]) -> float:
    best = ranking[0][0] if ranking and ranking[0] else None
    return float(shown.index(best)) if best in shown and len(ranking) > 1 else -1.0


def _arrays(said: list[tuple[Any, ...]], level: Level) -> LiveRows:
    unit, task, rater, repeat, value, spot, seconds = zip(*said, strict=True) if said else [()] * 7
    return LiveRows(
        level=level,
        unit=np.unique(np.array(unit, dtype=np.int64), return_inverse=True)[1].astype(np.int64),
        task=np.array(task, dtype=np.int64),
        rater=np.array(rater, dtype=np.int64),
        repeat=np.array(repeat, dtype=np.int64),
        value=np.array(value, dtype=float),
        spot=np.array(spot, dtype=float),
        seconds=np.array([np.nan if one is None else one for one in seconds], dtype=float),
    )
