"""Answers as rows, and what each of them was handed: its task, and the responses under judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import F, QuerySet

from annotations.models import Assignment, Ballot, Round, Score, Task, TaskResponse
from annotations.selectors.counted import counted
from ranking.selectors.answers import AnswerRows, Entities
from ranking.selectors.arrays.columns import Places, as_text, filled, floats, ints, joined, stored
from ranking.selectors.draws import Draw
from ranking.stats.arrays import Bools, Ints

# Most answers carry nothing; they share the one that says so.
_NOTHING: dict[str, Any] = {}
_KINDS: list[str] = [str(kind) for kind in Task.Kind.values]
_CODES = {kind: code for code, kind in enumerate(_KINDS)}


@dataclass(frozen=True)
class Handed:
    """Beside the answers (n,): the key of their task, a code of its kind, and the answer's repeat.

    `places` finds an answer by its assignment's key. `parted` gives the answer of each score or ballot that stands in
    another than its assignment's.
    """

    task: Ints
    kind: Ints
    repeat: Ints
    places: Places
    parted: dict[tuple[type[Score | Ballot], int], int]

    @property
    def best_worst(self) -> Bools:
        """Whether each was a choice of the best and the worst (n,)."""
        return np.asarray(self.kind == _CODES[Task.Kind.BEST_WORST])

    def answers_of(self, model: type[Score | Ballot], keys: Ints, assignments: Ints) -> Ints:
        """The answers (n,) that scores or ballots with these keys and assignments stand in, -1 where in none."""
        found = self.places.of(assignments)
        if self.parted:
            other = [self.parted.get((model, key), -1) for key in keys.tolist()]
            found = np.where(np.array(other, dtype=np.int64) >= 0, other, found)
        return found


@dataclass(frozen=True)
class Shown:
    """The responses of tasks: those of the task at `tasks.of(key)` = t are `response[start[t] : start[t + 1]]`, places
    (-1: not under look) in canonical order."""

    tasks: Places
    start: Ints
    response: Ints


def answers_of(rounds: QuerySet[Round], things: Entities, draws: Mapping[int, Draw]) -> tuple[AnswerRows, Handed]:
    """The answers of rounds, first ones before repeats, in the order they came; `draws` are of rounds that adapted."""
    items, raters = Places(item.id for item in things.items), Places(rater.id for rater in things.raters)
    columns = _columns(rounds, items, raters)
    order = np.lexsort((columns["pk"], columns["repeat"]))
    metadata = columns.pop("metadata")
    columns = {name: column[order] for name, column in columns.items()}
    judges = np.array([each.is_judge for each in things.raters] + [False], dtype=bool)
    by_judge = judges[columns["rater"]]
    facts = _facts(rounds)
    planned = {key: overlap if cap else None for key, _, overlap, cap in facts}
    numbers = {key: number for key, number, _, _ in facts}
    overlaps = {key: overlap for key, _, overlap, _ in facts}
    rows = AnswerRows(
        item=columns["item"], rater=columns["rater"], by_judge=by_judge,
        round=np.array([numbers[key] for key in columns["round"].tolist()], dtype=np.int64),
        taken=np.ones(len(order), dtype=bool),
        planned=_planned(columns["task"], columns["round"], by_judge, planned),
        random=_random(columns["task"], columns["round"], by_judge, draws, overlaps),
        picked=np.isin(columns["round"], list(rounds.exclude(chosen=[]).values_list("pk", flat=True))),
        probability=columns["probability"],
        metadata=[metadata.get(place, _NOTHING) for place in order.tolist()],
    )  # fmt: skip
    handed = Handed(
        columns["task"], columns["kind"], columns["repeat"], Places(columns["pk"]), parted={}
    )  # fmt: skip
    return rows, handed


def answered_here(rounds: QuerySet[Round], answers: AnswerRows, handed: Handed) -> dict[tuple[int, str], int]:
    """How many tasks handed out here people answered, by (place of the rater, kind of task)."""
    here = list(rounds.filter(origin=Round.Origin.HERE).values_list("number", flat=True))
    rows = ~answers.by_judge & np.isin(answers.round, here)
    keys, n = np.unique(answers.rater[rows] * len(_KINDS) + handed.kind[rows], return_counts=True)
    found = zip(keys.tolist(), n.tolist(), strict=True)
    return {(key // len(_KINDS), _KINDS[key % len(_KINDS)]): count for key, count in found}


def _facts(rounds: QuerySet[Round]) -> list[tuple[int, int, int, int | None]]:
    """Of each round its key, number, planned overlap, and up to how many are asked where people part."""
    rows = rounds.values_list("pk", "number", "overlap", "policy")
    return [(pk, number, overlap, (policy or {}).get("overlap_cap")) for pk, number, overlap, policy in rows]


def _columns(rounds: QuerySet[Round], items: Places, raters: Places) -> dict[str, Any]:
    """The columns of all answers whose item and rater are under look; `metadata` by row, of those that have any."""
    rows = (
        Assignment.objects.filter(counted(), task__round__in=rounds, state=Assignment.State.DONE)
        .order_by()
        .annotate(
            told=as_text("metadata"),
            item=F("task__item_id"),
            of_round=F("task__round_id"),
            chance=F("task__probability"),
        )
    )
    parts: dict[str, list[Any]] = {}
    metadata: dict[int, dict[str, Any]] = {}
    n = 0
    fields = ("pk", "task_id", "item", "of_round", "rater_id", "repeat", "told", "task__kind", "chance")
    for pk, task, item, of_round, rater, repeat, told, kind, chance in stored(rows, *fields):
        at, by = items.of(ints(item)), raters.of(ints(rater))
        known = (at >= 0) & (by >= 0)
        place = n + np.cumsum(known) - 1
        metadata |= {int(place[row]): said for row, said in filled(told) if known[row]}
        n += int(known.sum())
        chunk = {
            "pk": ints(pk), "task": ints(task), "item": at, "round": ints(of_round), "rater": by,
            "repeat": ints(repeat), "kind": ints([_CODES[each] for each in kind]), "probability": floats(chance),
        }  # fmt: skip
        for name, column in chunk.items():
            parts.setdefault(name, []).append(column[known])
    names = ("pk", "task", "item", "round", "rater", "repeat", "kind")
    kinds: dict[str, Any] = dict.fromkeys(names, np.int64) | {"probability": float}
    found = {name: joined(parts.get(name, []), kind) for name, kind in kinds.items()}
    return found | {"metadata": metadata}


def _planned(task: Ints, round: Ints, by_judge: Bools, planned: dict[int, int | None]) -> Bools:
    """Of each task's answers, in the order they came, as many as were planned from the first (None: any number)."""
    adaptive = np.isin(round, [key for key, overlap in planned.items() if overlap is not None]) & ~by_judge
    flags = np.ones(len(task), dtype=bool)
    seen: dict[int, int] = {}
    for place in np.flatnonzero(adaptive).tolist():
        key = int(task[place])
        seen[key] = seen.get(key, 0) + 1
        flags[place] = seen[key] <= (planned[int(round[place])] or 0)
    return flags


def _random(task: Ints, round: Ints, by_judge: Bools, draws: Mapping[int, Draw], overlaps: Mapping[int, int]) -> Bools:
    """Whether each answer (n,), in the order they came, stands for all tasks of its round."""
    flags = np.ones(len(task), dtype=bool)
    seen: dict[int, int] = {}
    for place in np.flatnonzero(np.isin(round, list(draws)) & ~by_judge).tolist():
        key, own = int(task[place]), int(round[place])
        seen[key] = seen.get(key, 0) + 1
        flags[place] = draws[own].counts(key, seen[key], overlaps[own])
    return flags


def parted_by(field: str, rounds: QuerySet[Round], answers: AnswerRows, handed: Handed) -> tuple[AnswerRows, Handed]:
    """The answers and, after them, one for each value of the field that only some rows of an assignment have."""
    parted: dict[tuple[type[Score | Ballot], int], int] = {}
    added: dict[tuple[int, str], int] = {}
    origins: list[int] = []
    metadata = list(answers.metadata)
    for model in (Score, Ballot):
        said = model.objects.filter(assignment__task__round__in=rounds, raw__metadata__has_key=field)
        for pk, assignment, own in said.order_by("pk").values_list("pk", "assignment_id", "raw__metadata"):
            if (place := handed.places.one(assignment)) < 0:
                continue
            key = (place, repr(own[field]))
            if key not in added:
                added[key] = len(metadata)
                origins.append(place)
                metadata.append({**answers.metadata[place], field: own[field]})
            parted[model, pk] = added[key]
    longer = {name: _with(getattr(answers, name), origins) for name in _COLUMNS}
    more = {name: _with(getattr(handed, name), origins) for name in ("task", "kind", "repeat")}
    return replace(answers, **longer, metadata=metadata), replace(handed, **more, parted=parted)


_COLUMNS = ("item", "rater", "round", "by_judge", "taken", "planned", "random", "picked", "probability")


def _with(column: Any, origins: Iterable[int]) -> Any:
    return np.append(column, column[np.array(list(origins), dtype=np.int64)])


def shown_in(rounds: QuerySet[Round], responses: Places) -> Shown:
    """The responses of every task of the rounds."""
    task, response, position = [], [], []
    rows = TaskResponse.objects.filter(task__round__in=rounds).order_by()
    for own, shown, place in stored(rows, "task_id", "response_id", "position"):
        task.append(ints(own))
        response.append(responses.of(ints(shown)))
        position.append(ints(place))
    tasks, responses_of, positions = (joined(parts, np.int64) for parts in (task, response, position))
    order = np.lexsort((positions, tasks))
    keys, start = np.unique(tasks[order], return_index=True)
    return Shown(Places(keys), np.append(start, len(tasks)), responses_of[order])
