"""Agreement as it forms, and each person against the others, while a round collects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

import numpy as np
from django.core.cache import cache

from annotations.models import Dimension, Round
from annotations.selectors.materials import primary_dimension
from annotations.selectors.progress import people_done
from ranking.selectors.live_rows import LiveRows, choices_live, not_applicable_shares, scores_live
from ranking.stats.agreement import Level, agreement
from ranking.stats.arrays import Ints, group_sums
from ranking.stats.errors import NotEnoughData
from ranking.stats.means import Mean
from ranking.stats.proportion import Share, share_of
from ranking.stats.steadiness import (
    Drift,
    Nearness,
    distances,
    drift,
    last_run,
    leniency,
    nearness,
    residuals,
)

# The line of agreement has this many points at most; all but the last are drawn with fewer resamplings.
POINTS = 8
LEAST_ANSWERS = 10
# As many answers alike, one after another, are worth a look where others' answers differ.
RUN = 12
# The last so many answers; quick is under a quarter of what is usual here, and under so many seconds.
LATELY, QUICK, QUICK_SECONDS, QUICK_SHARE = 50, 0.25, 8.0, 0.3
# As many who drift are left out of what others are measured by.
MOST_MOVED = 5
# Figures are kept ten seconds, and on big rounds so long that they cost a thirtieth of the time at most.
KEPT, TIMES, LONGEST = 10.0, 30.0, 300


@dataclass(frozen=True)
class Formed:
    """Agreement after the first `answers` answers; `value` is null where all were the same."""

    answers: int
    units: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Watch:
    """One person's figures in a round; whatever is null has too few answers."""

    n: int
    seconds: float | None
    nearness: Nearness | None
    leniency: Mean | None
    drift: Drift | None
    steady: Share | None
    not_applicable: Share | None
    quick: Share | None
    run: int

    @property
    def is_quick(self) -> bool:
        """Whether many of the last answers took hardly any time."""
        return self.quick is not None and self.quick.n >= LEAST_ANSWERS and self.quick.share >= QUICK_SHARE

    @property
    def is_straight(self) -> bool:
        """Whether the last answers are all the same where others' are not."""
        return self.run >= RUN


@dataclass(frozen=True)
class Live:
    """A look at a round's answers at one moment."""

    at: datetime
    dimension: Dimension | None
    level: Level
    answers: int
    line: list[Formed] = field(default_factory=list)
    people: dict[int, Watch] = field(default_factory=dict)

    @property
    def in_points(self) -> bool:
        """Whether residuals have a unit: points of a scale."""
        return self.level != "nominal"


def live_of(round: Round, *, now: datetime) -> Live:
    """The newest figures, at most some seconds old; an edit of an answer is seen within five minutes."""
    key, done = f"live:{round.pk}", people_done(round)
    kept = cache.get(key)
    if kept is not None:
        found, counted, until = kept
        if counted == done or now.timestamp() < until:
            return found
    started = perf_counter()
    found = live_compute(round, now=now)
    patience = max(KEPT, TIMES * (perf_counter() - started))
    cache.set(key, (found, done, now.timestamp() + patience), LONGEST)
    return found


def live_compute(round: Round, *, now: datetime) -> Live:
    """Everything read and computed anew: ratings of the primary dimension, or choices where there are more."""
    dimension = primary_dimension(round.project)
    scores = scores_live(round, dimension) if dimension else None
    choices = choices_live(round, dimension)
    rated = scores is not None and len(np.unique(scores.task)) >= len(np.unique(choices.task))
    rows = scores if rated and scores is not None else choices
    said = Live(
        at=now, dimension=dimension if rated else None, level=rows.level, answers=_answers(rows, rows.repeat == 0)
    )  # fmt: skip
    said.line.extend(_line(rows.rows(rows.repeat == 0), round))
    said.people.update(_people(rows, not_applicable_shares(round)))
    return said


def _answers(rows: LiveRows, chosen: np.ndarray) -> int:
    return len(np.unique(np.stack([rows.task[chosen], rows.rater[chosen]]), axis=1).T)


def _line(rows: LiveRows, round: Round) -> list[Formed]:
    """Alpha over a growing number of answers; of a task only as many as were planned, in the order they came."""
    rows = rows.rows(_planned(rows, round.overlap))
    ends = sorted({max(LEAST_ANSWERS, len(rows.unit) * step // POINTS) for step in range(1, POINTS + 1)})
    found = []
    for end in [one for one in ends if one <= len(rows.unit)]:
        try:
            formed = agreement(rows.unit[:end], rows.value[:end], ci_level=rows.level, seed=round.seed)
        except NotEnoughData:
            continue
        so_far = _answers(rows, np.arange(end))
        found.append(Formed(so_far, formed.n_units, formed.alpha[rows.level], formed.ci_low, formed.ci_high))
    return found


def _planned(rows: LiveRows, overlap: int) -> np.ndarray:
    seen: dict[int, int] = {}
    keep = np.ones(len(rows.unit), dtype=bool)
    for place, unit in enumerate(rows.unit.tolist()):
        seen[unit] = seen.get(unit, 0) + 1
        keep[place] = seen[unit] <= max(overlap, 2)
    return keep


def _people(rows: LiveRows, applicable: dict[int, tuple[int, int]]) -> dict[int, Watch]:
    first = rows.rows(rows.repeat == 0)
    apart = distances(first.unit, first.value, nominal=rows.nominal) if len(first.unit) else np.zeros(0)
    usual = float(np.nanmedian(first.seconds)) if np.isfinite(first.seconds).any() else 0.0
    raters = np.unique(rows.rater)
    residual, drifts = _drifts(first, raters.tolist(), apart)
    steady = _steady(rows)
    found = {}
    for rater in raters.tolist():
        own = first.rater == rater
        tasks = _one_each(first.task[own])
        seconds = first.seconds[own][tasks]
        known = seconds[np.isfinite(seconds)]
        found[rater] = Watch(
            n=len(tasks),
            seconds=float(np.median(known)) if len(known) else None,
            nearness=nearness(
                apart[own], first.value[own], first.value, first.task[own], nominal=rows.nominal
            ),
            leniency=None if rows.nominal else leniency(residual[own]),
            drift=drifts[rater],
            steady=share_of(*steady.get(rater, (0, 0))),
            not_applicable=share_of(*applicable.get(rater, (0, 0))),
            quick=share_of(int((known[-LATELY:] < min(QUICK * usual, QUICK_SECONDS)).sum()), len(known[-LATELY:])),
            run=_run(first.spot[own][tasks], residual[own][tasks], first.value[own][tasks], rows.nominal),
        )  # fmt: skip
    return found


def _drifts(rows: LiveRows, raters: list[int], apart: np.ndarray) -> tuple[np.ndarray, dict[int, Drift | None]]:
    """Residuals and drifts. Whoever drifts most is no measure for others any more, and all are looked at again."""
    share = 1 - 0.05 / max(1, len(raters))
    if rows.nominal:
        own = {rater: rows.rater == rater for rater in raters}
        told = {rater: drift(_per_task(apart[own[rater]], rows.task[own[rater]]), share=share) for rater in raters}
        return residuals(rows.unit, rows.value), told
    moved: list[int] = []
    while True:
        residual = _beside(rows, moved)
        found = {rater: drift(residual[rows.rater == rater], share=share) for rater in raters}
        more = {rater: one for rater, one in found.items() if one and one.told and rater not in moved}
        if not more or len(moved) >= MOST_MOVED:
            return residual, found
        moved.append(max(more, key=lambda rater: more[rater].strength))


def _beside(rows: LiveRows, moved: list[int]) -> np.ndarray:
    """Residuals, for which the answers of those who moved stand only for themselves."""
    found = np.full(len(rows.unit), np.nan)
    kept = ~np.isin(rows.rater, moved)
    found[kept] = residuals(rows.unit[kept], rows.value[kept])
    for rater in moved:
        own = rows.rater == rater
        found[own] = residuals(rows.unit[kept | own], rows.value[kept | own])[own[kept | own]]
    return found


def _one_each(tasks: Ints) -> Ints:
    """The place of each task's first row, in the order of the rows."""
    return np.sort(np.unique(tasks, return_index=True)[1])


def _per_task(values: np.ndarray, tasks: Ints) -> np.ndarray:
    """The mean by task, tasks in the order of their first row: choices of one ballot are no answers of their own."""
    _, first, codes = np.unique(tasks, return_index=True, return_inverse=True)
    sums, counts = group_sums(codes.astype(np.int64), values, np.ones(len(values)))
    return np.asarray((sums / counts)[np.argsort(first)])


def _run(spots: np.ndarray, residual: np.ndarray, values: np.ndarray, nominal: bool) -> int:
    """The last run of answers alike; of scores only where others' answers to them were not all alike too."""
    run = last_run(spots)
    others = (values - residual)[-run:] if run else residual
    known = others[np.isfinite(others)]
    alike = not nominal and len(known) > 0 and float(known.std()) == 0
    return 0 if alike or (len(spots) and spots[-1] < 0 and nominal) else run


def _steady(rows: LiveRows) -> dict[int, tuple[int, int]]:
    """Of the answers asked again, how many were the same (a score within a quarter of a point), by rater."""
    asked = np.flatnonzero(rows.repeat > 0)
    if not len(asked):
        return {}
    firsts = {
        (int(rows.rater[place]), int(rows.unit[place])): float(rows.value[place])
        for place in np.flatnonzero((rows.repeat == 0) & np.isin(rows.unit, rows.unit[asked]))
    }
    found: dict[int, tuple[int, int]] = {}
    for place in asked.tolist():
        rater = int(rows.rater[place])
        before = firsts.get((rater, int(rows.unit[place])))
        if before is not None:
            same, n = found.get(rater, (0, 0))
            found[rater] = (same + (abs(before - float(rows.value[place])) < 0.25), n + 1)
    return found
