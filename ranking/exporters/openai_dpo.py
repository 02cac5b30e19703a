"""Preference pairs as OpenAI's fine-tuning takes them. Its checks know no other fields, so rows carry none."""

from __future__ import annotations

from ranking.exporters.base import Example, Row


def shape(example: Example) -> Row:
    """This function will make the row: the conversation so far, and one assistant's turn on each side."""
    chosen, rejected = example.answers
    return {
        "input": {"messages": example.prompt, "tools": [], "parallel_tool_calls": True},
        "preferred_output": chosen,
        "non_preferred_output": rejected,
    }
