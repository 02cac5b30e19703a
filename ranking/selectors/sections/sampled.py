"""Rounds whose items or temperatures are no random sample: what the figures of all items do about it."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.selectors.sections.context import Context


def warn_of_samples(context: Context) -> None:
    """Warnings `chosen_items`, one per round on chosen items, and `drawn_temperatures`, one for all rounds of such."""
    _warn_of_chosen(context)
    _warn_of_drawn(context)


def _warn_of_chosen(context: Context) -> None:
    data, rows = context.answers, context.answers.answers
    people = rows.taken & ~rows.by_judge
    left_out = data.parts_picked
    for number in np.unique(rows.round[people & rows.picked]).tolist():
        mine = people & rows.picked & (rows.round == number)
        items, answers = len(np.unique(rows.item[mine])), int(mine.sum())
        context.warn("chosen_items", _left_out(number, items, answers) if left_out else _alone(number, items), "scores")


def _left_out(round: int, items: int, answers: int) -> Said:
    return Said(
        "Round {round} asked {items} chosen items, which are no random sample. Mean scores, agreement, audits and all "
        "that sets judges beside people leave its {answers} answers out. Strengths rest on them too.",
        round=round, items=items, answers=answers,
    )  # fmt: skip


def _alone(round: int, items: int) -> Said:
    return Said(
        "Round {round} asked {items} chosen items, which are no random sample: its figures speak of these items alone.",
        round=round, items=items,
    )  # fmt: skip


def _warn_of_drawn(context: Context) -> None:
    rows = context.answers.answers
    asked = set(np.unique(rows.round[rows.taken & ~rows.by_judge]).tolist())
    rounds = [number for number in context.answers.tempered if number in asked]
    if rounds:
        context.warn(
            "drawn_temperatures",
            Said(
                "Temperatures hang on the category of an item in these rounds: {rounds}. So mean scores by temperature "
                "compare different items, and those by version are at the temperatures that were tried. The page of "
                "temperatures compares them with items and categories held equal.",
                rounds=rounds,
            ),
            "scores",
        )
