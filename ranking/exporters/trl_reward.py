"""Preference pairs for TRL's reward trainer: whole conversations under `chosen` and `rejected`, and a `margin`."""

from __future__ import annotations

from ranking.exporters.base import Example, Row


def shape(example: Example) -> Row:
    """This function will make the row; the margin is the share of people who chose it less that of those who did not.

    It lies above 0 and reaches 1 where all agree, in the same unit whether people compared or scored.
    """
    chosen, rejected = example.answers
    return {
        "chosen": [*example.prompt, *chosen],
        "rejected": [*example.prompt, *rejected],
        "margin": example.margin,
        **example.facts,
    }
