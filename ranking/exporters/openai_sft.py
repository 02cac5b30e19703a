"""Accepted responses as OpenAI's fine-tuning takes them. Its checks know no other fields, so rows carry none."""

from __future__ import annotations

from ranking.exporters.base import Example, Row


def shape(example: Example) -> Row:
    """This function will make the row: the conversation, the answer being its last turn."""
    return {"messages": [*example.prompt, *example.answers[0]]}
