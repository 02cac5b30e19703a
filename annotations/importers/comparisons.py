"""People's orders of two or more responses."""

from __future__ import annotations

from typing import Any

from annotations.importers.errors import RowError, type_name
from annotations.importers.facts import AnswerFacts, ResponseFacts, RowFacts
from annotations.importers.fields import Fields, as_confidence, as_id, as_passage, as_text
from annotations.said import Said

OWN = {"text", "model", "confidence"}


def recognises(row: dict[str, Any]) -> bool:
    """Whether the fields are those of a person's order."""
    return "annotator" in row and "ranking" in row and "judge_model" not in row


def read(row: dict[str, Any]) -> RowFacts:
    """This function will read one order, best first; an inner list is a tie."""
    fields = Fields(row)
    item = fields.item()
    rater = fields.id("annotator", "rater")
    ranking = read_ranking(fields.take("ranking"))
    responses = tuple(sorted(name for tie in ranking for name in tie))
    defined = tuple(read_response(name, value) for name, value in fields.mapping("responses").items())
    dimension, shown = fields.text("dimension", "dimension"), fields.shown(responses)
    answer = AnswerFacts(
        rater=rater,
        is_judge=False,
        name=dimension,
        responses=responses,
        ranking=ranking,
        shown=shown,
        metadata=fields.left,
    )
    return RowFacts(items=(item,), responses=defined, answer=answer)


def read_ranking(value: Any) -> tuple[tuple[str, ...], ...]:
    """This function will read a list of ids and of lists of ids; each id once, two at least."""
    if not isinstance(value, list):
        raise RowError(Said("ranking must be a list, not {kind}", kind=type_name(value)))
    ranking = tuple(tuple(sorted(_tie(entry))) for entry in value)
    names = [name for tie in ranking for name in tie]
    if len(names) < 2:
        raise RowError(Said("ranking must order at least two responses"))
    if len(set(names)) < len(names):
        raise RowError(Said("ranking names a response twice"))
    return ranking


def read_response(name: str, value: Any) -> ResponseFacts:
    """This function will read one entry of `responses`; fields not named are the response's metadata."""
    if not isinstance(value, dict):
        raise RowError(
            Said("responses.{name} must be an object with model and text, not {kind}", name=name, kind=type_name(value))
        )
    left = {key: entry for key, entry in value.items() if key not in OWN}
    return ResponseFacts(
        external_id=as_id(name, "a response's id", "response id"),
        text=as_passage(value.get("text"), f"responses.{name}.text"),
        model=as_text(value.get("model"), f"responses.{name}.model", "model"),
        metadata=left,
        confidence=as_confidence(value.get("confidence"), f"responses.{name}.confidence"),
    )


def _tie(entry: Any) -> list[str]:
    names = entry if isinstance(entry, list) else [entry]
    if not names:
        raise RowError(Said("ranking holds an empty list"))
    return [as_id(name, "a response's id in ranking", "response id") for name in names]
