"""Responses that people accepted, and what they wrote in their place."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.models import Assignment, Dimension, Response
from ranking.exporters.agreeing import scores_agreement
from ranking.exporters.base import (
    Example,
    LeftOut,
    Row,
    held_out,
    item_facts,
    origin_of,
    prompt_messages,
    response_name,
    shown_names,
)
from ranking.exporters.votes import CONFIDENT, means_of, votes_of
from ranking.selectors.exports import ExportScope, ItemAnswers

# Where a dimension names no acceptance threshold, this far up its scale is accepted.
ACCEPTED_SHARE = 0.75
Verdict = dict[str, float | int | str | None]


def examples(found: ItemAnswers, scope: ExportScope) -> Iterator[Example | LeftOut]:
    """This function will yield each response that people accepted, and each rewrite that a person made."""
    scored = means_of(found, scope.primary) if scope.primary else {}
    verdicts = {key: _by_scores(values, scope.primary) for key, values in scored.items() if scope.primary}
    for key, verdict in (verdicts or _by_ballots(found, scope)).items():
        yield _example(found, scope, found.responses[key], verdict)
    for answer in found.answers:
        if answer.rewrite:
            yield _rewrite(found, scope, answer)


def threshold_of(dimension: Dimension) -> float:
    """From where on a mean score is accepted."""
    if dimension.acceptance_threshold is not None:
        return dimension.acceptance_threshold
    return dimension.minimum + ACCEPTED_SHARE * (dimension.maximum - dimension.minimum)


def response_facts(found: ItemAnswers, response: Response, verdict: Verdict) -> Row:
    """What a row on one response says beside its texts."""
    shown = [shown_names(answer, found.responses) for answer in found.answers if _shows(found, answer, response)]
    return {
        **verdict,
        "shown_orders": [order for order in shown if order],
        "response_id": response_name(response),
        **origin_of(response),
        **item_facts(found.item),
    }


def _by_scores(values: list[float], dimension: Dimension) -> Verdict | LeftOut:
    mean = sum(values) / len(values)
    if mean < threshold_of(dimension):
        return LeftOut(f"people's mean is below the acceptance threshold of {dimension.name}")
    agreement = scores_agreement(values, low=dimension.minimum, high=dimension.maximum)
    return {"source": "scores", "score": round(mean, 4), "n_annotators": len(values), "agreement": agreement}


def _by_ballots(found: ItemAnswers, scope: ExportScope) -> dict[int, Verdict | LeftOut]:
    """Without scores: what two thirds of people put before each other response that it was compared with."""
    told = votes_of(found, scope.primary)
    verdicts: dict[int, Verdict | LeftOut] = {}
    for key in sorted({one for pair in told for one in pair}):
        met = [(votes, 1 if pair[0] == key else -1) for pair, votes in told.items() if key in pair]
        shares = [votes.agreement if votes.lead == side else 0.0 for votes, side in met]
        people = max(votes.n for votes, _side in met)
        if min(shares) < CONFIDENT:
            verdicts[key] = LeftOut("not preferred by two thirds over every other response")
        else:
            verdicts[key] = {"source": "ballots", "n_annotators": people, "agreement": round(min(shares), 4)}
    return verdicts


def _example(
    found: ItemAnswers, scope: ExportScope, response: Response, verdict: Verdict | LeftOut
) -> Example | LeftOut:
    if refused := held_out(found.item, scope):
        return refused
    if isinstance(verdict, LeftOut):
        return verdict
    return _made(found, response, response.text, verdict) if response.text else LeftOut("a response has no text")


def _rewrite(found: ItemAnswers, scope: ExportScope, answer: Assignment) -> Example | LeftOut:
    if refused := held_out(found.item, scope):
        return refused
    rewritten = found.responses[_rewritten(found, answer)]
    return _made(found, rewritten, answer.rewrite, {"source": "rewrite", "n_annotators": 1, "agreement": None})


def _rewritten(found: ItemAnswers, answer: Assignment) -> int:
    """Whose better text it is: of several responses, the one that the same person put first."""
    orders = [ballot.ranking for ballot in answer.ballots.all() if ballot.dimension_id is None and ballot.ranking]
    return int(orders[0][0][0]) if orders else found.shows[answer.task_id][0]


def _made(found: ItemAnswers, response: Response, text: str, verdict: Verdict) -> Example:
    return Example(found.item, prompt_messages(found.item), (text,), response_facts(found, response, verdict))


def _shows(found: ItemAnswers, answer: Assignment, response: Response) -> bool:
    return response.pk in found.shows[answer.task_id]
