"""Single responses with a verdict for TRL's KTO trainer: `prompt`, `completion`, `label`."""

from __future__ import annotations

from ranking.exporters.base import Example, Row


def shape(example: Example) -> Row:
    """This function will make the row; `label` is true where people want such an answer."""
    return {
        "prompt": example.prompt,
        "completion": example.answers[0],
        "label": example.label,
        **example.facts,
    }
