"""Biases of people and judges, side by side: each with a sentence, what to do about it, and the figure without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotations.said import Said
from ranking.selectors.clear import is_clear, standings
from ranking.selectors.sections.audits.advice import advice
from ranking.selectors.sections.audits.counterfactual import groups_section, of_swaps
from ranking.selectors.sections.audits.debiased import debiased_rows
from ranking.selectors.sections.audits.row import Found, audit_row, because
from ranking.selectors.sections.audits.seen import Seen, choices_seen, own_choices_seen, scores_seen, texts_of
from ranking.selectors.sections.audits.words import bias_sentence, swap_sentence
from ranking.selectors.sections.context import Context
from ranking.stats.audits import AUDITS, audits_on
from ranking.stats.audits.drawn import OrderNotDrawn
from ranking.stats.errors import StatsError

__all__ = ["audits_section", "groups_section"]

_LEAST_SHOWN = 0.05


def audits_section(context: Context) -> list[dict[str, Any]]:
    """Every audit that the answers allow, p-values adjusted (Benjamini & Hochberg 1995).

    Over all of one kind; of counterfactual sets over attribute, values and dimension, for people and each judge apart.
    """
    found = [*_of_answers(context), *of_swaps(context)]
    families: dict[tuple[str, str], list[Found]] = {}
    for row, finding in found:
        of = row["of"] if row["measured_on"] == "swaps" else ""
        families.setdefault((row["kind"], of), []).append((row, finding))
    for family in families.values():
        for (row, finding), standing in zip(family, standings([each.p_value for _, each in family]), strict=True):
            sentence = swap_sentence if row["measured_on"] == "swaps" else bias_sentence
            row |= {
                "p_adjusted": standing.p_adjusted, "sentence": sentence(row, finding, standing),
                "advice": advice(row["kind"], row["measured_on"], row["of"], clear=standing.clear),
            }  # fmt: skip
            _warn(context, row)
    return [row for row, _ in found]


def _of_answers(context: Context) -> Iterator[Found]:
    data, texts = context.answers, texts_of(context.answers)
    for look in (choices_seen, own_choices_seen, scores_seen):
        for seen in look(data, texts):
            for name in audits_on(seen.kind):
                yield from _run(context, name, seen)


def _run(context: Context, name: str, seen: Seen) -> Iterator[Found]:
    audit = AUDITS[name]
    try:
        found = audit.run(seen.rows)
    except StatsError as error:
        because(context, name, seen.of, seen.dimension, error=error)
        if isinstance(error, OrderNotDrawn):
            # Not only a figure that is missing: what stands first may win by its place in all that is told of choices.
            who = Said("People") if seen.of == "people" else seen.of
            context.warn("order_not_drawn", Said("{who}: {text}", who=who, text=str(error)), "audits")
        return
    row = audit_row(audit, seen.of, seen.dimension, found)
    yield row | {"debiased": debiased_rows(seen, audit, found)}, found


def _warn(context: Context, row: dict[str, Any]) -> None:
    judges_bias = row["of"] != "people" and is_clear(row) and abs(row["estimate"]) >= _LEAST_SHOWN
    if judges_bias:
        context.warn(f"{row['kind']}_bias", row["sentence"], "audits")
