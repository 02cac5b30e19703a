"""People's scores, one a row: as JSONL an import takes it, as CSV a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.models import Assignment, Dimension, Response, Score
from ranking.exporters.agreeing import scores_agreement
from ranking.exporters.base import (
    LeftOut,
    Row,
    item_columns,
    origin_of,
    remarks,
    response_name,
    shown_names,
)
from ranking.selectors.exports import ExportScope, ItemAnswers

COLUMNS = (
    "dataset", "item_id", "prompt", "group", "language", "category", "reference", "split", "response_id", "response",
    "model", "template_version", "temperature", "response_confidence", "annotator", "dimension", "score", "scale_min",
    "scale_max", "repeat", "round", "n_annotators", "agreement", "shown_order", "comment", "flags", "rewrite",
    "metadata",
)  # fmt: skip

# Columns of a typed table that are no plain text.
TYPES = {
    "temperature": "number", "response_confidence": "number", "score": "number", "scale_min": "number",
    "scale_max": "number", "repeat": "whole", "n_annotators": "whole", "agreement": "number",
    "shown_order": "texts", "flags": "texts", "metadata": "json",
}  # fmt: skip

Given = dict[tuple[int, int], dict[int, float]]


def rows(found: ItemAnswers, scope: ExportScope) -> Iterator[Row | LeftOut]:
    """This function will yield each score, the answer's own fields beside it."""
    for answer, score, row in _rows(found):
        yield row if isinstance(row, LeftOut) else {**answer.metadata, **_own(score), **row}


def table_rows(found: ItemAnswers, scope: ExportScope) -> Iterator[Row | LeftOut]:
    """This function will yield the same, the answer's own fields in one cell."""
    for answer, score, row in _rows(found):
        yield row if isinstance(row, LeftOut) else {**row, "metadata": {**answer.metadata, **_own(score)}}


def _rows(found: ItemAnswers) -> Iterator[tuple[Assignment, Score, Row | LeftOut]]:
    given = _given(found)
    for answer in found.answers:
        for score in answer.scores.all():
            yield answer, score, _row(found, answer, score, given)


def _row(found: ItemAnswers, answer: Assignment, score: Score, given: Given) -> Row | LeftOut:
    response, dimension = found.responses[found.shows[answer.task_id][0]], score.dimension
    if dimension is None:
        return LeftOut("the score is on no dimension")
    if score.not_applicable or score.value is None:
        return LeftOut("called not applicable" if score.not_applicable else "a category, not a number")
    values = list(given[response.pk, dimension.pk].values())
    return {
        **item_columns(found.item),
        "response_id": response_name(response),
        "response": response.text,
        **origin_of(response),
        "response_confidence": response.confidence,
        "annotator": answer.rater.pseudonym,
        **_on_scale(score, dimension),
        "repeat": answer.repeat,
        # The answer's own field of that name, from an import, says more than the number of the import.
        **({} if "round" in answer.metadata else {"round": answer.task.round.number}),
        "n_annotators": len(values),
        "agreement": scores_agreement(values, low=dimension.minimum, high=dimension.maximum),
        "shown_order": shown_names(answer, found.responses),
        **remarks(answer),
    }


def _on_scale(score: Score, dimension: Dimension) -> Row:
    ends = {"scale_min": _plain(dimension.minimum), "scale_max": _plain(dimension.maximum)}
    return {"dimension": dimension.name, "score": _plain(score.value or 0.0), **ends}


def _given(found: ItemAnswers) -> Given:
    """Everybody's first score, by response and dimension."""
    given: Given = {}
    for answer in found.answers:
        response: Response = found.responses[found.shows[answer.task_id][0]]
        for score in answer.scores.all():
            if score.dimension_id and score.value is not None:
                given.setdefault((response.pk, score.dimension_id), {}).setdefault(answer.rater_id, score.value)
    return given


def _own(score: Score) -> Row:
    own = score.raw.get("metadata")
    return own if isinstance(own, dict) else {}


def _plain(number: float) -> float | int:
    return int(number) if number.is_integer() else number
