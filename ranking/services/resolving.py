"""What a running application asks its model with: the served version filled in, and the temperature of its category.

It reads only; it stands among the services for what it refuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import PromptTemplate, TemplateVersion
from annotations.prompts.template import MissingVariables
from annotations.prompts.version import PromptVersion, render
from annotations.services.errors import Invalid, Unknown
from ranking.models import LiveStep
from ranking.selectors.categories import category_of, text_of
from ranking.selectors.temperatures import live_now, policy_active
from ranking.services.temperatures.live import bounds_of
from ranking.stats.temperature.live import Drawn, draw

VERSION, POLICY, LIVE, NONE = "version", "policy", "live", "none"


class NothingServed(Unknown):
    """The template has no version that could be asked with."""


class VariablesMissing(Invalid):
    """The version needs variables that were not given; `fields` names each."""


@dataclass(frozen=True)
class Resolved:
    """All that a call of the model needs, and what to send with the feedback on it.

    `temperature_by` says where the temperature comes from: policy, live (drawn around the policy's), version (its own,
    where no policy says one), or none.
    """

    template: str
    version: int
    messages: Sequence[Mapping[str, str]]
    category: str
    category_confidence: float | None
    category_by: str
    temperature: float | None
    temperature_by: str
    explored: bool
    output_format: Mapping[str, Any]
    response_format: Mapping[str, Any] | None
    policy: int | None
    live: int | None
    trace: str
    feedback: Mapping[str, Any]


def resolve(
    *,
    template: PromptTemplate,
    variables: Mapping[str, object],
    trace: str,
    category: str | None = None,
    language: str = "",
    earlier: Sequence[Mapping[str, str]] = (),
) -> Resolved:
    """This function will fill the served version, find the category, and choose the temperature.

    The same `trace` draws the same. Raises NothingServed, VariablesMissing.
    """
    version = template.active_version
    if version is None:
        raise NothingServed(_("The template has no version yet."))
    prompt = _prompt(version)
    messages = _messages(prompt, variables, earlier)
    found = category_of(project=template.project, text=text_of("", variables), language=language, given=category)
    served = _temperature(template, version, found.category, trace)
    schema = prompt.output_format.schema
    return Resolved(
        template=template.name, version=version.number, messages=messages, category=found.category,
        category_confidence=found.confidence, category_by=found.by, temperature=served.temperature,
        temperature_by=served.by, explored=served.explored, output_format=version.output_format,
        response_format=_response_format(schema) if schema else None, policy=served.policy, live=served.live,
        trace=trace,
        feedback={
            "template": template.name, "version": version.number, "trace": trace,
            "metadata": {"category": found.category, "temperature": served.temperature, "policy": served.policy},
        },
    )  # fmt: skip


@dataclass(frozen=True)
class _Served:
    temperature: float | None
    by: str
    policy: int | None = None
    live: int | None = None
    explored: bool = False


def _temperature(template: PromptTemplate, version: TemplateVersion, category: str, trace: str) -> _Served:
    """The served policy goes first; where it says nothing of the category, the version's own holds."""
    policy = policy_active(template)
    centre = policy.temperature_for(category) if policy else None
    if policy is None or centre is None:
        return _Served(version.temperature, NONE if version.temperature is None else VERSION)
    step = live_now(template)
    if step is None or not step.on or step.policy_id != policy.pk:
        return _Served(centre, POLICY, policy.number)
    drawn = _drawn(step, category, centre, trace)
    return _Served(drawn.temperature, LIVE, policy.number, step.pk, drawn.explored)


def _drawn(step: LiveStep, category: str, centre: float, trace: str) -> Drawn:
    told = step.weights.get(category) or step.weights.get("") or {}
    chances = {float(temperature): float(chance) for temperature, chance in told.items()}
    seed = int.from_bytes(sha256(trace.encode("utf-8", "replace")).digest()[:8], "big")
    return draw(centre, bounds_of(step), chances, seed=seed)


def _prompt(version: TemplateVersion) -> PromptVersion:
    return PromptVersion.build(
        system=version.system, user=version.user_text, principles=version.principles, exemplars=version.exemplars,
        output_format=version.output_format,
    )  # fmt: skip


def _messages(
    prompt: PromptVersion, variables: Mapping[str, object], earlier: Sequence[Mapping[str, str]]
) -> Sequence[Mapping[str, str]]:
    try:
        return render(prompt, variables, earlier)
    except MissingVariables as error:
        text = _("The template needs a value for it.")
        raise VariablesMissing({f"variables.{name}": text for name in error.names}) from error


def _response_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    """As OpenAI-compatible servers take it."""
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)}}
