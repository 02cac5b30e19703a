"""People's scores."""

from __future__ import annotations

from typing import Any

from annotations.importers.errors import RowError, type_name
from annotations.importers.facts import AnswerFacts, RowFacts
from annotations.importers.fields import Fields, as_number
from annotations.said import Said

DEFINING = {"response", "model", "response_confidence"}


def recognises(row: dict[str, Any]) -> bool:
    """Whether the fields are those of a person's score."""
    return "annotator" in row and "score" in row and "judge_model" not in row


def read(row: dict[str, Any]) -> RowFacts:
    """This function will read one person's score of one response on one dimension."""
    fields = Fields(row)
    # A row that says nothing of the response only names it: something else has to define it.
    item, defines = fields.item(), not DEFINING.isdisjoint(row)
    response = fields.rated_response()
    rater = fields.id("annotator", "rater")
    dimension = fields.id("dimension", "dimension")
    scale, score = fields.scale(), fields.take("score")
    value = as_number(score)
    if value is None:
        said = Said("one so large") if type_name(score) == "a number" else type_name(score)
        raise RowError(Said("score must be a number, not {said}", said=said))
    if scale and not scale[0] <= value <= scale[1]:
        raise RowError(
            Said(
                "score {value:g} is outside its scale, {low:g} to {high:g}",
                value=value,
                low=scale[0],
                high=scale[1],
            )
        )
    answer = AnswerFacts(
        rater=rater,
        is_judge=False,
        name=dimension,
        responses=(response.external_id,),
        scale=scale,
        value=value,
        metadata=fields.left,
    )
    return RowFacts(items=(item,), responses=(response,) if defines else (), answer=answer)
