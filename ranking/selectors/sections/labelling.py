"""Rounds whose order adapted: which part of their answers the figures of all tasks rest on."""

from __future__ import annotations

from typing import Any

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.draws import Draw
from ranking.selectors.sections.context import Context

# Below this, means have wide intervals and mappings are refused.
FEW = 20


def labelling_section(context: Context) -> list[dict[str, Any]]:
    """The key `labelling`: one row per round that asked first what teaches most; empty where none did.

    `tasks` are the round's, `sampled` those of the random sample, `probability` the chance of each to be in it;
    `answers` are people's, `random` those that figures of all tasks read.
    """
    data = context.answers
    people = data.answers.taken & ~data.answers.by_judge
    rows = []
    for draw in data.draws:
        mine = people & (data.answers.round == draw.number)
        random = int((mine & data.answers.random).sum())
        if mine.any():
            _warn(context, draw, int(mine.sum()), random)
            rows.append(
                {
                    "round": draw.number, "share": draw.share, "tasks": draw.tasks, "sampled": draw.sampled,
                    "probability": draw.probability, "answers": int(mine.sum()), "random": random, "whole": draw.whole,
                }
            )  # fmt: skip
    return rows


def _warn(context: Context, draw: Draw, answers: int, random: int) -> None:
    if draw.whole:
        return
    context.warn(
        "random_share",
        Said(
            "Round {round} asked first what teaches most, and was closed before all of it was answered. Mean scores, "
            "agreement, audits and all that sets judges beside people rest on its random sample: {random} of {answers} "
            "answers, to {sampled} of {tasks} tasks. Strengths rest on every answer.",
            round=draw.number, random=random, answers=answers, sampled=draw.sampled, tasks=draw.tasks,
        ),
        "scores",
    )  # fmt: skip
    if _ordered(context.answers, draw.number):
        context.warn(
            "random_share_strengths",
            Said(
                "What is asked for its order is asked until the order looks settled, so early in such a round "
                "strengths may lie up to a tenth further apart than they are. Their order is not touched by it.",
            ),
            "strengths",
        )
    if random < FEW:
        context.warn(
            "random_share_small",
            Said(
                "That is too few for figures of all tasks. More answers, or a greater share by chance, would help.",
            ),
            "scores",
        )


def _ordered(data: Answers, number: int) -> bool:
    """Whether people ordered responses in the round."""
    answer = data.ballots.answer
    return bool(((data.answers.round[answer] == number) & ~data.answers.by_judge[answer]).any())
