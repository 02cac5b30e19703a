"""Accepted responses for TRL's SFT trainer: `messages`, a user's turn and an assistant's."""

from __future__ import annotations

from ranking.exporters.base import Example, Row


def shape(example: Example) -> Row:
    """This function will make the row: the conversation, the answer being its last turn."""
    return {"messages": [*example.prompt, *example.answers[0]], **example.facts}
