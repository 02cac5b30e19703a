"""A model's scores and verdicts; one file may mix them."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from annotations.importers.errors import RowError
from annotations.importers.facts import AnswerFacts, ResponseFacts, RowFacts
from annotations.importers.fields import Fields, as_number
from annotations.models import Assignment
from annotations.names import one_form
from annotations.said import Said

VARIANT_LENGTH = Assignment._meta.get_field("variant").max_length or 0


def recognises(row: dict[str, Any]) -> bool:
    """Whether the fields are those of a judge's score or verdict."""
    return "judge_model" in row


def read(row: dict[str, Any]) -> RowFacts:
    """This function will read a verdict where two responses are compared, else a score."""
    return _read_verdict(row) if "winner" in row or "response_a" in row else _read_score(row)


def _read_score(row: dict[str, Any]) -> RowFacts:
    """A score that is missing or outside the judge's own scale is unreadable, never guessed."""
    fields = Fields(row)
    item, response = fields.item(), fields.rated_response()
    scale, score = fields.scale(), fields.take("score")
    value = as_number(score)
    unreadable = value is None or (scale is not None and not scale[0] <= value <= scale[1])
    raw = {"score": score, "score_probs": fields.take("score_probs")}
    if scale:
        raw |= {"scale_min": scale[0], "scale_max": scale[1]}
    answer = AnswerFacts(
        rater=fields.id("judge_model", "rater"),
        is_judge=True,
        name=fields.text("dimension", "dimension"),
        responses=(response.external_id,),
        value=None if unreadable else value,
        unreadable=unreadable,
        raw={name: value for name, value in raw.items() if value is not None},
        metadata=fields.left,
    )
    return RowFacts(items=(item,), responses=(response,), answer=answer)


def _read_verdict(row: dict[str, Any]) -> RowFacts:
    fields = Fields(row)
    item = fields.item()
    pair = tuple(
        ResponseFacts(fields.id(f"response_{side}", "response id"), model=fields.text(f"model_{side}", "model"))
        for side in "ab"
    )
    names = tuple(sorted(response.external_id for response in pair))
    if names[0] == names[1]:
        raise RowError(Said("response_a and response_b are the same response"))
    winner, shown = fields.take("winner"), fields.shown(names)
    label = fields.text("dimension", "dimension")
    ranking = _ranking(winner, names)
    answer = AnswerFacts(
        rater=fields.id("judge_model", "rater"),
        is_judge=True,
        name=label,
        responses=names,
        variant=variant_of(label, names, shown),
        ranking=ranking,
        shown=shown,
        unreadable=not ranking,
        raw={"winner": winner},
        metadata=fields.left,
    )
    return RowFacts(items=(item,), responses=pair, answer=answer)


def _ranking(winner: Any, names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The verdict as an order; empty where it was not readable."""
    if isinstance(winner, int) and not isinstance(winner, bool):
        winner = str(winner)
    winner = one_form(winner) if isinstance(winner, str) else winner
    if winner in names:
        return ((winner,), tuple(name for name in names if name != winner))
    if winner == "tie":
        return (names,)
    if winner is None or winner == "invalid":
        return ()
    raise RowError(Said("winner is {winner}; it is one of the two response ids, tie, or invalid", winner=repr(winner)))


def variant_of(label: str, names: tuple[str, ...], shown: tuple[str, ...] | None) -> str:
    """A judge's label and the order it was shown, as places among the sorted ids: `Vanilla 1-0`."""
    order = "-".join(str(names.index(name)) for name in shown or ())
    variant = f"{label} {order}".strip()
    if len(variant) <= VARIANT_LENGTH:
        return variant
    return f"{variant[: VARIANT_LENGTH - 17]}~{blake2b(variant.encode(), digest_size=8).hexdigest()}"
