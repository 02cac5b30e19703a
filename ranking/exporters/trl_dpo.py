"""Preference pairs for TRL's DPO trainer: `prompt`, `chosen`, `rejected` as messages."""

from __future__ import annotations

from ranking.exporters.base import Example, Row


def shape(example: Example) -> Row:
    """This function will make the row: an explicit prompt, and one assistant's turn on each side."""
    chosen, rejected = example.answers
    return {"prompt": example.prompt, "chosen": chosen, "rejected": rejected, **example.facts}
