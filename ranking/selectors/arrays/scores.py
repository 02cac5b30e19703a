"""Scores as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db.models import QuerySet

from annotations.models import Round, Score
from ranking.selectors.answers import AnswerRows, Entities, ScoreRows
from ranking.selectors.arrays.columns import (
    Places,
    as_text,
    filled,
    first_of,
    flags,
    floats,
    ints,
    joined,
    stored,
)
from ranking.selectors.arrays.handed import Handed, Shown
from ranking.selectors.numbers import number_said
from ranking.stats.arrays import Floats, Ints

_KINDS: dict[str, Any] = {
    "pk": np.int64, "answer": np.int64, "response": np.int64, "dimension": np.int64, "value": float, "written": float,
    "doubt": float, "claim": float, "misread": bool, "unreadable": bool, "label": object, "code": object,
}  # fmt: skip


def scores_of(
    rounds: QuerySet[Round], things: Entities, answers: AnswerRows, handed: Handed, shown: Shown
) -> tuple[ScoreRows, tuple[str, ...]]:
    """The scores of the answers, and the categories by the number that stands for each in `value`."""
    columns = _columns(rounds, things, handed, shown)
    order = np.lexsort((columns["pk"], handed.repeat[columns["answer"]]))
    columns = {name: column[order] for name, column in columns.items()}
    codes = _coded(columns)
    answer, response, dimension = columns["answer"], columns["response"], columns["dimension"]
    rows = ScoreRows(
        answer=answer, response=response, dimension=dimension, value=columns["value"],
        unreadable=columns["unreadable"], first=first_of(answers.rater[answer], response, dimension),
        doubt=columns["doubt"], claim=columns["claim"], written=columns["written"], misread=columns["misread"],
        label=columns["label"],
    )  # fmt: skip
    return rows, codes


def _columns(rounds: QuerySet[Round], things: Entities, handed: Handed, shown: Shown) -> dict[str, Any]:
    dimensions = Places(each.id for each in things.dimensions)
    rows = Score.objects.filter(assignment__task__round__in=rounds).order_by().annotate(told=as_text("raw"))
    parts: dict[str, list[Any]] = {name: [] for name in _KINDS}
    fields = ("pk", "assignment_id", "dimension_id", "value", "code", "unreadable", "label", "told")
    for pk, assignment, dimension, value, code, unreadable, label, told in stored(rows, *fields):
        keys, on = ints(pk), dimensions.of(ints(dimension))
        answer = handed.answers_of(Score, keys, ints(assignment))
        response = _rated(answer, handed, shown)
        said = _said(floats(value), on, told, things)
        chunk = {
            "pk": keys, "answer": answer, "response": response, "dimension": on, **said,
            "unreadable": flags(unreadable), "label": np.array(label, dtype=object),
            "code": np.array(code, dtype=object),
        }  # fmt: skip
        known = (answer >= 0) & (response >= 0)
        for name, column in chunk.items():
            parts[name].append(column[known])
    return {name: joined(parts[name], kind) for name, kind in _KINDS.items()}


def _rated(answer: Ints, handed: Handed, shown: Shown) -> Ints:
    """The one response of each answer's task (n,), -1 where there is no answer or it is not under look."""
    found = np.full(len(answer), -1, dtype=np.int64)
    there = np.flatnonzero(answer >= 0)
    task = shown.tasks.of(handed.task[answer[there]])
    there, task = there[task >= 0], task[task >= 0]
    found[there] = shown.response[shown.start[task]]
    return found


def _said(value: Floats, dimension: Ints, told: Any, things: Entities) -> dict[str, Any]:
    """The scores in points of people's scale; only a judge's own scale or probabilities make them differ."""
    found: dict[str, Any] = {"value": value, "written": value.copy(), "doubt": np.full(len(value), np.nan)}
    found |= {"claim": found["doubt"].copy(), "misread": np.zeros(len(value), dtype=bool)}
    for row, raw in filled(told):
        if raw.keys() & {"scale_min", "scale_max", "score_probs"}:
            ends = raw.get("scale_min"), raw.get("scale_max")
            rated = things.dimensions[dimension[row]] if dimension[row] >= 0 else None
            known = None if np.isnan(value[row]) else float(value[row])
            said = number_said(known, ends, raw.get("score_probs"), rated)
            for name, number in said._asdict().items():
                found[name][row] = number
    return found


def _coded(columns: dict[str, Any]) -> tuple[str, ...]:
    """Puts a number for each category (n,) into `value`, in the order met by dimension; gives their names."""
    seen: dict[tuple[int, str], float] = {}
    for row in np.flatnonzero(columns["code"] != "").tolist():
        key = (int(columns["dimension"][row]), columns["code"][row])
        columns["value"][row] = seen.setdefault(key, float(len(seen)))
    return tuple(code for _dimension, code in seen)
