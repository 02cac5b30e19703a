"""Ballots as arrays: every two responses that somebody put in an order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

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
        self.places = Places(each.id for each in things.responses)
        self.keys = np.array([each.id for each in things.responses], dtype=np.int64)
        self.names = [each.name for each in things.responses]
        self.among: dict[tuple[int, ...], int] = {}

    def chunk(self, answer: Ints, orders: list[str], screens: list[str | None]) -> dict[str, Any]:
        """The pairs of some ballots, `ballot` counting from 0, and of each ballot how many it orders and which."""
        rankings, screened = parsed(orders), parsed(screens)
        task = self.shown.tasks.of(self.handed.task[answer])
        found: dict[str, list[Any]] = {name: [] for name in (*_OF_PAIR, "size", "among")}
        best_worst = self.handed.best_worst[answer].tolist()
        for place, (own, ranking) in enumerate(zip(task.tolist(), rankings, strict=True)):
            candidates = self._candidates(own)
            found["size"].append(len(candidates))
            found["among"].append(self.among.setdefault(tuple(sorted(candidates)), len(self.among)))
            for row in self._pairs(candidates, ranking, screened[place], best_worst[place]):
                found["ballot"].append(place)
                for name, value in zip(_OF_PAIR[1:], row, strict=True):
                    found[name].append(value)
        return {name: np.array(column, dtype=float if name in _REALS else np.int64) for name, column in found.items()}

    def _candidates(self, task: int) -> list[int]:
        if task < 0:
            return []
        own = self.shown.response[self.shown.start[task] : self.shown.start[task + 1]]
        return [place for place in own.tolist() if place >= 0]

    def _pairs(
        self, candidates: list[int], ranking: list[list[int]], screen: list[int] | None, best_worst: bool
    ) -> Iterator[tuple[int, int, float, float, float]]:
        """Every two candidates: the two, which the ranking puts higher (nan: it does not say), by how much, and which
        was shown first."""
        stands = _standing(ranking)
        seen = {key: place for place, key in enumerate(screen or ())}
        middle = set(ranking[1]) if best_worst and len(ranking) == 3 else ()
        for one, two in combinations(candidates, 2):
            if self._after(one, two):
                one, two = two, one
            a, b = int(self.keys[one]), int(self.keys[two])
            if a in middle and b in middle:
                continue  # Best-worst says nothing about those between.
            stood = float(np.sign(seen[b] - seen[a])) if a in seen and b in seen else 0.0
            if a in stands and b in stands:
                apart = (stands[b] - stands[a]) / max(1, len(stands) - 1)
                yield one, two, float(np.sign(apart)), apart, stood
            else:
                yield one, two, NAN, NAN, stood

    def _after(self, one: int, two: int) -> bool:
        """Canonical order: by external id, else by key."""
        names = self.names[one], self.names[two]
        return names[0] > names[1] if all(names) else bool(self.keys[one] > self.keys[two])


def _standing(ranking: list[list[int]]) -> dict[int, float]:
    """How many stand above each response; tied ones share the mean of their places."""
    stands: dict[int, float] = {}
    before = 0
    for tied in ranking:
        stands |= dict.fromkeys(tied, before + (len(tied) - 1) / 2)
        before += len(tied)
    return stands
