"""Ballots as arrays: every two responses that somebody put in an order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from django.db.models import F, QuerySet

from annotations.models import Ballot, Round
from ranking.selectors.answers import AnswerRows, BallotRows, Entities, PairRows
from ranking.selectors.arrays.columns import (
    Places,
    as_text,
    first_of,
    flags,
    ints,
    joined,
    one_code,
    parsed,
    stored,
)
from ranking.selectors.arrays.handed import Handed, Shown
from ranking.stats.arrays import Ints

NAN = float("nan")
_OF_BALLOT = ("pk", "answer", "dimension", "label", "none", "unreadable", "size", "among")
_OF_PAIR = ("ballot", "one", "two", "chose", "apart", "stood")
_REALS, _FLAGS = ("chose", "apart", "stood"), ("none", "unreadable")


def ballots_of(
    rounds: QuerySet[Round], things: Entities, answers: AnswerRows, handed: Handed, shown: Shown
) -> tuple[PairRows, BallotRows]:
    """The ballots of the answers, and the pairs that they order."""
    ballots, pairs = _columns(rounds, things, handed, shown)
    order = np.lexsort((ballots["pk"], handed.repeat[ballots["answer"]]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    ballots = {name: column[order] for name, column in ballots.items()}
    # Stable, so that the pairs of one ballot keep their order.
    of_pair = np.argsort(rank[pairs["ballot"]], kind="stable")
    pairs = {name: column[of_pair] for name, column in pairs.items()}
    return _pair_rows(rank[pairs["ballot"]], ballots, pairs, answers), _ballot_rows(ballots, answers)


def _ballot_rows(ballots: dict[str, Any], answers: AnswerRows) -> BallotRows:
    answer, on = ballots["answer"], ballots["dimension"]
    return BallotRows(
        answer=answer, dimension=on, size=ballots["size"], unreadable=ballots["unreadable"],
        first=first_of(answers.rater[answer], on, ballots["among"]),
    )  # fmt: skip


def _pair_rows(ballot: Ints, ballots: dict[str, Any], pairs: dict[str, Any], answers: AnswerRows) -> PairRows:
    answer, on, one, two = ballots["answer"][ballot], ballots["dimension"][ballot], pairs["one"], pairs["two"]
    return PairRows(
        answer=answer, dimension=on, one=one, two=two, pair=one_code(one, two), chose=pairs["chose"],
        apart=pairs["apart"], neither=ballots["none"][ballot], stood=pairs["stood"],
        first=first_of(answers.rater[answer], on, one, two), label=ballots["label"][ballot],
    )  # fmt: skip


def _columns(
    rounds: QuerySet[Round], things: Entities, handed: Handed, shown: Shown
) -> tuple[dict[str, Any], dict[str, Any]]:
    dimensions = Places(each.id for each in things.dimensions)
    names = np.array([each.name for each in things.dimensions] + [""], dtype=object)
    reading = _Reading(things, handed, shown)
    rows = (
        Ballot.objects.filter(assignment__task__round__in=rounds)
        .order_by()
        .annotate(order=as_text("ranking"), screen=as_text("assignment__shown"), none=F("none_acceptable"))
    )
    ballots: dict[str, list[Any]] = {name: [] for name in _OF_BALLOT}
    pairs: dict[str, list[Any]] = {name: [] for name in _OF_PAIR}
    n = 0
    fields = ("pk", "assignment_id", "dimension_id", "label", "order", "screen", "none", "unreadable")
    for pk, assignment, dimension, label, order, screen, none, unreadable in stored(rows, *fields):
        keys, on = ints(pk), dimensions.of(ints(dimension))
        answer = handed.answers_of(Ballot, keys, ints(assignment))
        known = np.flatnonzero(answer >= 0)
        kept = known.tolist()
        read = reading.chunk(answer[known], [order[row] for row in kept], [screen[row] for row in kept])
        own = np.array(label, dtype=object)
        chunk = {
            "pk": keys[known], "answer": answer[known], "dimension": on[known],
            "label": np.where(own == "", names[on], own)[known], "none": flags(none)[known],
            "unreadable": flags(unreadable)[known], "size": read["size"], "among": read["among"],
        }  # fmt: skip
        for name, column in chunk.items():
            ballots[name].append(column)
        for name in _OF_PAIR:
            pairs[name].append(read[name] + n if name == "ballot" else read[name])
        n += len(known)
    kinds = {"label": object} | dict.fromkeys(_REALS, float) | dict.fromkeys(_FLAGS, bool)
    whole = [{name: joined(own, kinds.get(name, np.int64)) for name, own in part.items()} for part in (ballots, pairs)]
    return whole[0], whole[1]


class _Reading:
    """Rankings and screens of ballots as pairs of places in canonical order, whatever the screen showed."""

    def __init__(self, things: Entities, handed: Handed, shown: Shown) -> None:
        self.handed, self.shown = handed, shown
        self.keys = [each.id for each in things.responses]
        self.names = [each.name for each in things.responses]
        self.codes: dict[tuple[int, ...], int] = {}

    def chunk(self, answer: Ints, orders: list[str], screens: list[str | None]) -> dict[str, Any]:
        """The pairs of some ballots, `ballot` counting from 0, and of each ballot how many it orders and which."""
        task = self.shown.tasks.of(self.handed.task[answer]).tolist()
        best_worst = self.handed.best_worst[answer].tolist()
        found: dict[str, list[Any]] = {name: [] for name in (*_OF_PAIR, "size", "among")}
        known: dict[int, _Among] = {}
        for place, (own, ranking, screen) in enumerate(zip(task, parsed(orders), parsed(screens), strict=True)):
            if (among := known.get(own)) is None:
                among = known[own] = self._among(own)
            found["size"].append(among.size)
            found["among"].append(among.code)
            middle = set(ranking[1]) if best_worst[place] and len(ranking) == 3 else ()
            for one, two, chose, apart, stood in _ordered(among, ranking, screen or (), middle):
                found["ballot"].append(place)
                found["one"].append(one)
                found["two"].append(two)
                found["chose"].append(chose)
                found["apart"].append(apart)
                found["stood"].append(stood)
        return {name: np.array(column, dtype=float if name in _REALS else np.int64) for name, column in found.items()}

    def _among(self, task: int) -> _Among:
        own = self.shown.response[self.shown.start[task] : self.shown.start[task + 1]].tolist() if task >= 0 else []
        candidates = [place for place in own if place >= 0]
        code = self.codes.setdefault(tuple(sorted(candidates)), len(self.codes))
        pairs = [(two, one) if self._after(one, two) else (one, two) for one, two in combinations(candidates, 2)]
        return _Among(len(candidates), code, [(one, two, self.keys[one], self.keys[two]) for one, two in pairs])

    def _after(self, one: int, two: int) -> bool:
        """Canonical order: by external id, else by key."""
        names = self.names[one], self.names[two]
        return names[0] > names[1] if all(names) else self.keys[one] > self.keys[two]


class _Among(NamedTuple):
    """What a task puts in order: how many, a code of which, and every two in canonical order, by place and by key."""

    size: int
    code: int
    pairs: list[tuple[int, int, int, int]]


def _ordered(
    among: _Among, ranking: list[list[int]], screen: Sequence[int], middle: Collection[int]
) -> Iterator[tuple[int, int, float, float, float]]:
    """Every two: which of them the ranking puts higher (nan: it does not say), by how much, and which was shown
    first. Best-worst says nothing about those in the `middle`."""
    stands = _standing(ranking)
    width = max(1, len(stands) - 1)
    for one, two, a, b in among.pairs:
        if a in middle and b in middle:
            continue
        stood = (1.0 if screen.index(a) < screen.index(b) else -1.0) if a in screen and b in screen else 0.0
        if a not in stands or b not in stands:
            yield one, two, NAN, NAN, stood
            continue
        apart = (stands[b] - stands[a]) / width
        yield one, two, float((apart > 0) - (apart < 0)), apart, stood


def _standing(ranking: list[list[int]]) -> dict[int, float]:
    """How many stand above each response; tied ones share the mean of their places."""
    if len(ranking) == 2 and len(ranking[0]) == len(ranking[1]) == 1:
        return {ranking[0][0]: 0.0, ranking[1][0]: 1.0}
    stands: dict[int, float] = {}
    before = 0
    for tied in ranking:
        stands |= dict.fromkeys(tied, before + (len(tied) - 1) / 2)
        before += len(tied)
    return stands
