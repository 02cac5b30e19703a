"""Preference pairs for TRL's DPO trainer: `prompt`, `chosen`, `rejected` as messages."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.models import Item
from ranking.exporters.base import LeftOut, Row, origin_of, prompt_messages, prompt_text, response_name
from ranking.exporters.votes import CONFIDENT, Votes, votes_of
from ranking.selectors.exports import ExportScope, ItemAnswers


def rows(found: ItemAnswers, scope: ExportScope) -> Iterator[Row | LeftOut]:
    """This function will yield a pair wherever people clearly prefer one response over another."""
    for (one, two), votes in votes_of(found, scope.primary).items():
        yield _row(found, scope, one, two, votes)


def held_out(item: Item, scope: ExportScope) -> LeftOut | None:
    """Why the item may not be trained on, if so."""
    split = scope.split_of(item)
    if split != Item.Split.DEVELOP:
        return LeftOut(f"the prompt is one of split {split}")
    return None if prompt_text(item) else LeftOut("the item has no prompt text")


def _row(found: ItemAnswers, scope: ExportScope, one: int, two: int, votes: Votes) -> Row | LeftOut:
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
    origins = {"chosen": origin_of(chosen), "rejected": origin_of(rejected)}
    return {
        "prompt": prompt_messages(found.item),
        "chosen": [{"role": "assistant", "content": chosen.text}],
        "rejected": [{"role": "assistant", "content": rejected.text}],
        "n_annotators": votes.n,
        "agreement": round(votes.agreement, 4),
        "source": votes.source,
        "shown_orders": [shown for shown in votes.shown if shown],
        "chosen_id": response_name(chosen),
        "rejected_id": response_name(rejected),
        **{f"{side}_{name}": value for side, origin in origins.items() for name, value in origin.items()},
        "dataset": found.item.dataset,
        "item_id": found.item.external_id,
        "language": found.item.language or None,
        "category": found.item.category or None,
    }
