"""One response at a time: a score on every scale."""

from __future__ import annotations

from typing import Any

from annotations.judging import reading
from annotations.judging.case import Case, Scale, Shown
from annotations.judging.verdict import ScoreVerdict

from .base import Order, object_schema


class Pointwise:
    name = "pointwise"
    kinds = frozenset({"RATING"})

    def orders(self, count: int) -> tuple[Order, ...]:
        return (tuple(range(count)),)

    def task(self, case: Case) -> str:
        return "Rate the candidate answer to the input below on each dimension of the rubric."

    def form(self, case: Case, shown: Shown) -> str:
        lines = [f"- {_quoted(scale.name)}: {_choices(scale)}" for scale in case.scales]
        return "\n".join(["Answer with one JSON object and nothing else. Its fields:", *lines])

    def schema(self, case: Case, shown: Shown) -> dict[str, Any]:
        return object_schema({scale.name: _schema(scale) for scale in case.scales})

    def read(self, case: Case, shown: Shown, text: str) -> tuple[ScoreVerdict, ...]:
        try:
            found = reading.read_object(text, [scale.name for scale in case.scales])
        except reading.Unreadable as error:
            return tuple(ScoreVerdict(scale.name, unreadable=str(error)) for scale in case.scales)
        return tuple(_read(scale, found) for scale in case.scales)


def _read(scale: Scale, found: dict[str, Any]) -> ScoreVerdict:
    try:
        value = reading.field(found, scale.name)
        if scale.kind == "category":
            return ScoreVerdict(scale.name, code=reading.one_of(value, scale.codes))
        if scale.kind == "binary":
            yes = reading.one_of(value, ("yes", "no")) == "yes"
            return ScoreVerdict(scale.name, scale.maximum if yes else scale.minimum)
        whole = scale.kind == "likert"
        return ScoreVerdict(scale.name, reading.number(value, scale.minimum, scale.maximum, whole=whole))
    except reading.Unreadable as error:
        return ScoreVerdict(scale.name, unreadable=str(error))


def _schema(scale: Scale) -> dict[str, Any]:
    if scale.kind == "category":
        return {"type": "string", "enum": list(scale.codes)}
    if scale.kind == "binary":
        return {"type": "string", "enum": ["yes", "no"]}
    if scale.kind == "percent":
        return {"type": "number", "minimum": scale.minimum, "maximum": scale.maximum}
    return {"type": "integer", "enum": list(range(int(scale.minimum), int(scale.maximum) + 1))}


def _choices(scale: Scale) -> str:
    if scale.kind == "category":
        return "one of " + ", ".join(_quoted(code) for code in scale.codes)
    if scale.kind == "binary":
        return '"yes" or "no"'
    kind = "a number" if scale.kind == "percent" else "a whole number"
    return f"{kind} from {scale.minimum:g} to {scale.maximum:g}"


def _quoted(text: str) -> str:
    return f'"{text}"'
