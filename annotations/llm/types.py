"""What goes to a model and what comes back, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp
from typing import Any

Message = Mapping[str, str]


@dataclass(frozen=True)
class EndpointSpec:
    """Where to ask. `base_url` is a resolved http(s) URL, never `local:`; `timeout` bounds the whole call."""

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 120.0


@dataclass(frozen=True)
class ChatRequest:
    """One question. `schema` is a JSON schema that the answer must follow, named by `schema_name`."""

    messages: tuple[Message, ...]
    temperature: float | None = None
    seed: int | None = None
    max_tokens: int | None = None
    n: int = 1
    schema: Mapping[str, Any] | None = None
    schema_name: str = "answer"
    logprobs: bool = False


@dataclass(frozen=True)
class Choice:
    text: str
    finish_reason: str
    mean_logprob: float | None = None

    @property
    def confidence(self) -> float | None:
        """The geometric mean of the tokens' probabilities, in (0, 1], or None where the server gave none."""
        return None if self.mean_logprob is None else exp(self.mean_logprob)


@dataclass(frozen=True)
class ChatAnswer:
    """One answer; `prompt_tokens` and `completion_tokens` are the server's own counts (None: not told)."""

    choices: tuple[Choice, ...]
    model: str
    latency_ms: int
    prompt_tokens: int | None = None
    completion_tokens: int | None = None

    @property
    def text(self) -> str:
        return self.choices[0].text

    @property
    def finish_reason(self) -> str:
        return self.choices[0].finish_reason

    @property
    def mean_logprob(self) -> float | None:
        return self.choices[0].mean_logprob

    @property
    def confidence(self) -> float | None:
        return self.choices[0].confidence
