"""Reads what a rater said, strictly: an answer is taken whole or refused with every fault by its field."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotations.names import one_form

RATING, COMPARISON, BEST_WORST = "RATING", "COMPARISON", "BEST_WORST"
LIKERT, PERCENT, BINARY, CATEGORY = "likert", "percent", "binary", "category"

Ranking = list[list[int]]


@dataclass(frozen=True)
class Scale:
    """One dimension: numbers from `minimum` to `maximum`, or one of `codes`."""

    name: str
    kind: str
    minimum: float = 1
    maximum: float = 5
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A score: a number, a code, or neither, which means that the dimension does not apply."""

    value: float | None = None
    code: str = ""

    @property
    def not_applicable(self) -> bool:
        """Neither a number nor a code."""
        return self.value is None and not self.code


@dataclass(frozen=True)
class Answer:
    """What was said of a task. Rankings are by dimension, the empty name being the overall one."""

    marks: dict[str, Mark] = field(default_factory=dict)
    rankings: dict[str, Ranking] = field(default_factory=dict)
    none_acceptable: bool = False


@dataclass(frozen=True)
class Question:
    """What a task asks: its kind, the responses under judgement, the rubric, and whether it ranks per dimension."""

    kind: str
    responses: tuple[int, ...]
    scales: tuple[Scale, ...]
    per_dimension: bool = False

    @property
    def ranked(self) -> tuple[str, ...]:
        """The dimensions that responses are ranked on: categories have no order."""
        return tuple(scale.name for scale in self.scales if scale.kind != CATEGORY) if self.per_dimension else ()

    @property
    def ranks_each(self) -> bool:
        """Whether an order is asked for by dimension: not where the rubric has nothing but categories."""
        return bool(self.ranked)


class AnswerInvalid(Exception):
    """The answer cannot be taken. `faults` is (field, reason) pairs, a reason being a key of `REASONS`."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(", ".join(f"{name}: {fault.reason}" for name, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class Fault:
    """Why a field cannot be taken: a word that the caller puts into a sentence, and what the sentence needs."""

    reason: str
    details: dict[str, Any] = field(default_factory=dict)


def read_answer(question: Question, raw: Mapping[str, Any]) -> Answer:
    """This function will read `scores`, `ranking`, `rankings` and `none_acceptable` as the question asks.

    Raises AnswerInvalid with a fault for every field that is missing, out of its scale, or not asked for.
    """
    faults: dict[str, Fault] = {}
    if question.kind == RATING:
        _refuse_given(raw, ("ranking", "rankings", "none_acceptable"), faults)
        answer = Answer(marks=_read_marks(question.scales, raw.get("scores"), faults))
    else:
        _refuse_given(raw, ("scores",), faults)
        answer = _read_ballot(question, raw, faults)
    if faults:
        raise AnswerInvalid(faults)
    return answer


def _refuse_given(raw: Mapping[str, Any], names: Sequence[str], faults: dict[str, Fault]) -> None:
    for name in names:
        if raw.get(name):
            faults[name] = Fault("not_asked")


def _read_marks(scales: Sequence[Scale], raw: Any, faults: dict[str, Fault]) -> dict[str, Mark]:
    if not isinstance(raw, Mapping):
        faults["scores"] = Fault("missing")
        return {}
    raw, names = _by_name(raw), {scale.name for scale in scales}
    for name in raw:
        if name not in names:
            faults[f"scores.{str(name)[:100]}"] = Fault("no_such_dimension")
    marks = {}
    for scale in scales:
        if scale.name not in raw:
            faults[f"scores.{scale.name}"] = Fault("missing_score")
            continue
        mark = read_mark(scale, raw[scale.name])
        if isinstance(mark, Fault):
            faults[f"scores.{scale.name}"] = mark
        else:
            marks[scale.name] = mark
    return marks


def _by_name(raw: Mapping[Any, Any]) -> dict[Any, Any]:
    """What is said, under the names of dimensions as they are kept."""
    return {one_form(name) if isinstance(name, str) else name: value for name, value in raw.items()}


def read_mark(scale: Scale, raw: Any) -> Mark | Fault:
    """This function will read one score: null is "not applicable"."""
    if raw is None:
        return Mark()
    if scale.kind == CATEGORY:
        if isinstance(raw, str) and raw in scale.codes:
            return Mark(code=raw)
        return Fault("no_such_code", {"codes": ", ".join(scale.codes)})
    if scale.kind == BINARY and isinstance(raw, bool):
        return Mark(value=scale.maximum if raw else scale.minimum)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return Fault("no_number")
    if not (scale.minimum <= raw <= scale.maximum) or not _is_step(scale, raw):
        return Fault("out_of_scale", {"minimum": f"{scale.minimum:g}", "maximum": f"{scale.maximum:g}"})
    return Mark(value=float(raw))


def _is_step(scale: Scale, value: float) -> bool:
    """Whether a number in range is one of the scale's: percents are continuous, the others step by one."""
    if scale.kind == PERCENT:
        return math.isfinite(value)
    if scale.kind == BINARY:
        return value in {scale.minimum, scale.maximum}
    return float(value - scale.minimum).is_integer()


def _read_ballot(question: Question, raw: Mapping[str, Any], faults: dict[str, Fault]) -> Answer:
    none = raw.get("none_acceptable") or False
    if not isinstance(none, bool):
        faults["none_acceptable"] = Fault("no_boolean")
    elif none:
        _refuse_given(raw, ("ranking", "rankings"), faults)
        return Answer(none_acceptable=True)
    given: dict[str, tuple[str, Any]] = {}
    if not question.ranks_each or raw.get("ranking"):
        given[""] = ("ranking", raw.get("ranking"))
    given |= _given_by_dimension(question, raw.get("rankings"), faults)
    rankings = {}
    for name, (place, value) in given.items():
        reason = ranking_fault(question.kind, question.responses, value)
        if reason:
            faults[place] = Fault(reason)
        else:
            rankings[name] = [list(tie) for tie in value]
    return Answer(rankings=rankings)


def _given_by_dimension(question: Question, raw: Any, faults: dict[str, Fault]) -> dict[str, tuple[str, Any]]:
    if not question.ranks_each:
        if raw:
            faults["rankings"] = Fault("not_asked")
        return {}
    if not isinstance(raw, Mapping):
        faults["rankings"] = Fault("missing")
        return {}
    raw = _by_name(raw)
    for name in raw:
        if name not in question.ranked:
            faults[f"rankings.{str(name)[:100]}"] = Fault("no_such_dimension")
    return {name: (f"rankings.{name}", raw.get(name)) for name in question.ranked}


def ranking_fault(kind: str, responses: Sequence[int], raw: Any) -> str:
    """This function will tell why an order is not one of the responses, best first, ties as inner lists; or ''."""
    if not raw:
        return "missing"
    if not isinstance(raw, list) or not all(isinstance(tie, list) and tie for tie in raw):
        return "no_ranking"
    flat = [one for tie in raw for one in tie]
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in flat):
        return "no_ranking"
    if Counter(flat) != Counter(responses):
        return "other_responses"
    if kind == BEST_WORST and not (len(raw) == 3 and len(raw[0]) == len(raw[2]) == 1):
        return "no_best_worst"
    return ""
