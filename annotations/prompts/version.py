"""A template version as a plain value, and the messages that it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from .output import OutputFormat
from .template import MissingVariables, fill, missing, variables

PRINCIPLES_HEADING = "Principles to follow:"


@dataclass(frozen=True)
class Exemplar:
    """A good answer shown to the model; `response` is the id of the response that it came from, if any."""

    input: str
    output: str
    response: int | None = None


@dataclass(frozen=True)
class PromptVersion:
    system: str = ""
    user: str = "{{prompt}}"
    principles: tuple[str, ...] = ()
    exemplars: tuple[Exemplar, ...] = ()
    output_format: OutputFormat = field(default_factory=OutputFormat)

    @classmethod
    def build(
        cls,
        *,
        system: str,
        user: str,
        principles: Sequence[str] = (),
        exemplars: Sequence[Mapping[str, Any]] = (),
        output_format: Mapping[str, Any] | None = None,
    ) -> Self:
        """This function will make a version out of the stored JSON shapes."""
        return cls(
            system=system,
            user=user,
            principles=tuple(principles),
            exemplars=tuple(Exemplar(one["input"], one["output"], one.get("response")) for one in exemplars),
            output_format=OutputFormat.build(output_format or {}),
        )

    @property
    def variables(self) -> tuple[str, ...]:
        """What must be given to render it. Principles and exemplars are texts, never templates."""
        return variables(self.system, self.user)


def render(
    version: PromptVersion, values: Mapping[str, object], earlier: Sequence[Mapping[str, str]] = ()
) -> tuple[dict[str, str], ...]:
    """This function will make the messages: system, exemplars as turns, the turns that came earlier, user.

    A conversation's own system turn joins the version's: many servers take one, and only as the first message.
    Earlier turns are inserted as they are and never read as templates.

    Raises MissingVariables naming every variable of the version that has no value.
    """
    if absent := missing(values, version.system, version.user):
        raise MissingVariables(absent)
    messages = []
    turns = [{"role": turn["role"], "content": turn["content"]} for turn in earlier]
    own = [turn["content"] for turn in turns if turn["role"] == "system"]
    if system := "\n\n".join(part for part in (_system(version, values), *own) if part):
        messages.append({"role": "system", "content": system})
    for exemplar in version.exemplars:
        messages.append({"role": "user", "content": exemplar.input})
        messages.append({"role": "assistant", "content": exemplar.output})
    messages += [turn for turn in turns if turn["role"] != "system"]
    messages.append({"role": "user", "content": fill(version.user, values)})
    return tuple(messages)


def _system(version: PromptVersion, values: Mapping[str, object]) -> str:
    parts = [fill(version.system, values).strip()]
    if version.principles:
        lines = [f"{number}. {text.strip()}" for number, text in enumerate(version.principles, start=1)]
        parts.append("\n".join([PRINCIPLES_HEADING, *lines]))
    parts.append(version.output_format.wording())
    return "\n\n".join(part for part in parts if part)
