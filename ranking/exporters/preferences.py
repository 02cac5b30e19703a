"""What people clearly prefer: pairs of a chosen and a rejected response."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.models import Dimension, Response
from ranking.exporters.base import (
    Example,
    LeftOut,
    Row,
    held_out,
    item_facts,
    origin_of,
    prompt_messages,
    response_name,
)
from ranking.exporters.votes import CONFIDENT, Votes, means_of, votes_of
from ranking.selectors.exports import ExportScope, ItemAnswers

Means = dict[int, list[float]]


def examples(found: ItemAnswers, scope: ExportScope) -> Iterator[Example | LeftOut]:
    """This function will yield a pair wherever people clearly prefer one response over another."""
    means = means_of(found, scope.primary) if scope.primary else {}
    for (one, two), votes in votes_of(found, scope.primary).items():
        yield _example(found, scope, one, two, votes, means)


def _example(
    found: ItemAnswers, scope: ExportScope, one: int, two: int, votes: Votes, means: Means
) -> Example | LeftOut:
    if refused := held_out(found.item, scope):
        return refused
    if votes.lead == 0:
        return LeftOut("a tie")
    if votes.agreement < CONFIDENT:
        return LeftOut("low confidence: fewer than two thirds preferred one")
    first, second = found.responses[one], found.responses[two]
    chosen, rejected = (first, second) if votes.lead > 0 else (second, first)
    if not chosen.text or not rejected.text:
        return LeftOut("a response has no text")
    if chosen.text == rejected.text:
        return LeftOut("both responses have the same text")
    facts = _facts(chosen, rejected, votes) | {"score_gap": _gap(chosen.pk, rejected.pk, means, scope.primary)}
    return Example(
        item=found.item,
        prompt=prompt_messages(found.item),
        texts=(chosen.text, rejected.text),
        facts={**facts, **item_facts(found.item)},
        margin=round(abs(sum(votes.by_rater.values())) / votes.n, 4),
    )


def _facts(chosen: Response, rejected: Response, votes: Votes) -> Row:
    origins = {"chosen": origin_of(chosen), "rejected": origin_of(rejected)}
    return {
        "n_annotators": votes.n,
        "agreement": round(votes.agreement, 4),
        "source": votes.source,
        "shown_orders": [shown for shown in votes.shown if shown],
        "chosen_id": response_name(chosen),
        "rejected_id": response_name(rejected),
        **{f"{side}_{name}": value for side, origin in origins.items() for name, value in origin.items()},
    }


def _gap(chosen: int, rejected: int, means: Means, dimension: Dimension | None) -> float | None:
    """How much higher people scored the chosen one, as a share of the scale; None where not both were scored."""
    if dimension is None or chosen not in means or rejected not in means:
        return None
    one, other = (sum(means[key]) / len(means[key]) for key in (chosen, rejected))
    return round((one - other) / (dimension.maximum - dimension.minimum), 4)
