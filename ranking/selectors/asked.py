"""What people and judges have said so far: in a round that collects, and in the last rounds before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice

import numpy as np
from django.db.models import QuerySet

from annotations.models import Assignment, Ballot, Dimension, Rater, Response, Round, Score, Task, TaskResponse
from annotations.selectors.materials import dimensions_of, primary_dimension
from ranking.selectors.asking import Asking, arms_of, columns, ints, place_in
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.sampling.orderings import pair_weight
from ranking.stats.sampling.ratings import Rated

# Of so many finished rounds before this one, so many of the latest answers are read.
ROUNDS, ANSWERS = 3, 10_000
# Keys of one query.
AT_ONCE = 500


@dataclass(frozen=True)
class Orders:
    """Which arm was put above which (k, k), by people and by judges; pairs of one ranking count as `pair_weight` says.

    The first arms are the round's, in its order; arms of earlier rounds alone may follow.
    """

    people: Floats
    judges: Floats


@dataclass(frozen=True)
class _Said:
    """Scores (m,): the place of the response's task, the dimension, who said it and what."""

    place: Ints
    dimension: Ints
    rater: Ints
    by_judge: Bools
    value: Floats


def ratings_so_far(asking: Asking, round: Round) -> list[tuple[Rated, float]]:
    """Every dimension in points, with the width of its scale: the round's RATING tasks in their order, then those of
    the rounds before it that somebody rated."""
    own = asking.of_kinds(Task.Kind.RATING)
    first = asking.members[own, 0]
    # A task without a known response is of no arm; it stands with the first, and is asked for its item.
    arm = asking.arm[np.maximum(first, 0)] if len(asking.arm) else np.zeros(len(own), dtype=np.int64)
    now = _table(_score_rows(Score.objects.filter(assignment__task__round=round)))
    earlier = Score.objects.filter(assignment__task__round__in=_earlier(round)).order_by("-pk")
    before = _table(_score_rows(earlier)[:ANSWERS])
    others, arms, items = _tasks_before(asking, np.unique(before[:, 0]).astype(np.int64))
    said = _said(np.concatenate([now, before]), np.concatenate([asking.key[own], others]), round)
    arm, item = np.concatenate([arm, arms]), np.concatenate([asking.item[own], items])
    dimensions = [one for one in dimensions_of(round.project) if one.kind != Dimension.Kind.CATEGORY]
    return [(_rated(said, one.pk, arm, item), one.maximum - one.minimum) for one in dimensions]


def orders_so_far(asking: Asking, round: Round) -> Orders:
    """Wins among arms: of ballots without a dimension, else of the primary one."""
    earlier = Ballot.objects.filter(assignment__task__round__in=_earlier(round)).order_by("-pk")
    ballots = list(_ballot_rows(Ballot.objects.filter(assignment__task__round=round), round))
    ballots += islice(_ballot_rows(earlier, round), ANSWERS)
    of_response = dict(zip(asking.responses.tolist(), asking.arm.tolist(), strict=True))
    arms = {arm: place for place, arm in enumerate(asking.arms)}
    foreign = {pk for _, _, ranking in ballots for tied in ranking for pk in tied} - of_response.keys()
    for keys in _chunks(sorted(foreign)):
        responses, arm, named = arms_of(Response.objects.filter(pk__in=keys))
        places = [arms.setdefault(one, len(arms)) for one in named]
        of_response |= {pk: places[one] for pk, one in zip(responses.tolist(), arm.tolist(), strict=True)}
    people, judges = np.zeros((len(arms), len(arms))), np.zeros((len(arms), len(arms)))
    for by_judge, ends, ranking in ballots:
        _count(judges if by_judge else people, ranking, of_response, ends)
    return Orders(people, judges)


def _earlier(round: Round) -> list[int]:
    before = Round.objects.answered().filter(project=round.project_id, number__lt=round.number)
    return list(before.order_by("-number").values_list("pk", flat=True)[:ROUNDS])


def _score_rows(rows: QuerySet[Score]) -> QuerySet[Score, tuple[int, int, int, float | None]]:
    """(task, dimension, rater, value) of first answers in points; those to checks are known by their tasks."""
    said = rows.filter(assignment__state=Assignment.State.DONE, assignment__repeat=0, value__isnull=False)
    said = said.filter(dimension__isnull=False).exclude(assignment__variant=Assignment.ADJUDICATION)
    return said.values_list("assignment__task_id", "dimension_id", "assignment__rater_id", "value")


def _table(rows: Iterable[tuple[int, int, int, float | None]]) -> Floats:
    return np.array(list(rows), dtype=float).reshape(-1, 4)


def _said(table: Floats, tasks: Ints, round: Round) -> _Said:
    """The rows that are of some tasks (keys in any order), by their place among them."""
    order = np.argsort(tasks, kind="stable")
    found, known = place_in(tasks[order], table[:, 0].astype(np.int64))
    rows = table[known]
    judges = Rater.objects.filter(project=round.project_id, kind=Rater.Kind.JUDGE).values_list("pk", flat=True)
    rater = rows[:, 2].astype(np.int64)
    return _Said(
        place=order[found[known]], dimension=rows[:, 1].astype(np.int64), rater=rater,
        by_judge=np.isin(rater, list(judges)), value=rows[:, 3],
    )  # fmt: skip


def _tasks_before(asking: Asking, keys: Ints) -> tuple[Ints, Ints, Ints]:
    """RATING tasks of other rounds: their keys, and the places of their arms and items, known ones as in the round."""
    rows = TaskResponse.objects.filter(position=0, task__kind=Task.Kind.RATING, task__gold=None)
    found = [row for some in _chunks(keys.tolist()) for row in rows.filter(task__in=some).values_list(*_TASK)]
    task, item, response = (ints(one) for one in columns(found, 3))
    arms = {arm: place for place, arm in enumerate(asking.arms)}
    items = {key: place for place, key in enumerate(asking.items.tolist())}
    of_response: dict[int, int] = {}
    for some in _chunks(np.unique(response).tolist()):
        responses, arm, named = arms_of(Response.objects.filter(pk__in=some))
        places = [arms.setdefault(one, len(arms)) for one in named]
        of_response |= {pk: places[one] for pk, one in zip(responses.tolist(), arm.tolist(), strict=True)}
    of_task = np.array([of_response[one] for one in response.tolist()], dtype=np.int64)
    of_item = np.array([items.setdefault(one, len(items)) for one in item.tolist()], dtype=np.int64)
    return task, of_task, of_item


_TASK = ("task", "task__item", "response")


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _ballot_rows(rows: QuerySet[Ballot], round: Round) -> Iterator[tuple[bool, bool, list[list[int]]]]:
    """(whether a judge's, whether only its ends were asked, ranking) of first ballots that order something."""
    primary = primary_dimension(round.project)
    said = rows.filter(assignment__state=Assignment.State.DONE, assignment__repeat=0, unreadable=False)
    said = said.filter(assignment__task__gold=None).exclude(assignment__variant=Assignment.ADJUDICATION)
    fields = "dimension_id", "assignment__rater__kind", "assignment__task__kind", "ranking"
    for dimension, kind, task, ranking in said.values_list(*fields).iterator(chunk_size=5000):
        if ranking and (dimension is None or (primary is not None and dimension == primary.pk)):
            yield kind == Rater.Kind.JUDGE, task == Task.Kind.BEST_WORST, ranking


def _count(wins: Floats, ranking: list[list[int]], arms: dict[int, int], ends: bool) -> None:
    size = sum(len(tied) for tied in ranking)
    weight = pair_weight(min(size, 5), ends=ends)
    middle = 1 if ends and len(ranking) == 3 else -1
    flat = [(level, arms[pk]) for level, tied in enumerate(ranking) for pk in tied if pk in arms]
    for (above, one), (below, two) in combinations(flat, 2):
        if one == two or above == below == middle:
            continue
        won = 0.5 if above == below else 1.0
        wins[one, two] += weight * won
        wins[two, one] += weight * (1 - won)


def _rated(said: _Said, dimension: int, arm: Ints, item: Ints) -> Rated:
    mine = said.dimension == dimension
    judges, people = mine & said.by_judge, mine & ~said.by_judge
    n, mean, squares = _moments(said.place[people], said.value[people], len(arm))
    readings, score, around = _moments(said.place[judges], _alike(said.value[judges], said.rater[judges]), len(arm))
    return Rated(
        arm=arm, item=item, judged=np.where(readings > 0, score, np.nan),
        parted=np.where(readings > 1, np.sqrt(around / np.maximum(readings, 1)), np.nan),
        n=n, mean=mean, squares=squares,
    )  # fmt: skip


def _moments(places: Ints, values: Floats, size: int) -> tuple[Ints, Floats, Floats]:
    """How many values each place has (size,), their mean, and the sum of squares around it."""
    n = np.bincount(places, minlength=size)
    mean = np.bincount(places, weights=values, minlength=size) / np.maximum(n, 1)
    squares = np.bincount(places, weights=(values - mean[places]) ** 2, minlength=size)
    return n.astype(np.int64), np.asarray(mean, dtype=float), np.asarray(squares, dtype=float)


def _alike(values: Floats, raters: Ints) -> Floats:
    """Judges' scores (m,) on one scale: in standard deviations from each judge's own mean."""
    if not len(values):
        return values
    codes = np.unique(raters, return_inverse=True)[1].reshape(-1)
    n = np.bincount(codes)
    mean = np.bincount(codes, weights=values) / n
    spread = np.sqrt(np.bincount(codes, weights=(values - mean[codes]) ** 2) / n)
    return np.asarray((values - mean[codes]) / np.where(spread > 0, spread, 1.0)[codes])
