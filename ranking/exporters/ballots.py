"""People's orders, one a row, as an import takes them."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.models import Assignment, Ballot, Response
from ranking.exporters.agreeing import orders_agreement
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

Order = tuple[tuple[int, ...], ...]
Given = dict[tuple[frozenset[int], int | None], dict[int, Order]]


def rows(found: ItemAnswers, scope: ExportScope) -> Iterator[Row | LeftOut]:
    """This function will yield each ballot with its responses and what produced them."""
    given = _given(found)
    for answer in found.answers:
        for ballot in answer.ballots.all():
            yield _row(found, answer, ballot, given)


def order_of(ballot: Ballot) -> Order:
    """The ballot's order in one spelling, a tie's members sorted."""
    return tuple(tuple(sorted(tie)) for tie in ballot.ranking)


def _row(found: ItemAnswers, answer: Assignment, ballot: Ballot, given: Given) -> Row | LeftOut:
    if ballot.none_acceptable:
        return LeftOut("none of the responses was acceptable")
    shown = found.shows[answer.task_id]
    orders = list(given[frozenset(shown), ballot.dimension_id].values())
    responses = {response_name(found.responses[key]): found.responses[key] for key in shown}
    own = ballot.raw.get("metadata")
    return {
        **answer.metadata,
        **(own if isinstance(own, dict) else {}),
        **item_columns(found.item),
        "annotator": answer.rater.pseudonym,
        **({"dimension": ballot.dimension.name} if ballot.dimension else {}),
        "ranking": [[response_name(found.responses[key]) for key in tie] for tie in ballot.ranking],
        "responses": {name: _response(one) for name, one in responses.items()},
        "shown_order": shown_names(answer, found.responses),
        "repeat": answer.repeat,
        **({} if "round" in answer.metadata else {"round": answer.task.round.number}),
        "n_annotators": len(orders),
        "agreement": orders_agreement(orders),
        **remarks(answer),
    }


def _response(response: Response) -> Row:
    own = {} if response.confidence is None else {"confidence": response.confidence}
    return {"text": response.text, **origin_of(response), **own}


def _given(found: ItemAnswers) -> Given:
    """Everybody's first order, by the responses shown and the dimension."""
    given: Given = {}
    for answer in found.answers:
        for ballot in answer.ballots.all():
            if not ballot.none_acceptable:
                key = (frozenset(found.shows[answer.task_id]), ballot.dimension_id)
                given.setdefault(key, {}).setdefault(answer.rater_id, order_of(ballot))
    return given
