"""The one door to the outside: every call to a model, local or remote, goes through here."""

from __future__ import annotations

import asyncio
import json
import time
from types import TracebackType
from typing import Any, Self

import openai
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from openai.types.chat import ChatCompletion

from .errors import ErrorKind, ModelCallError
from .failures import translated
from .types import ChatAnswer, ChatRequest, Choice, EndpointSpec

# Servers without keys still want the header; the openai package refuses to start without one.
NO_KEY = "no-key"
NEWER_LIMIT = "max_completion_tokens"


class Door:
    """Asks models over HTTP; use as `async with Door() as door`, from one event loop."""

    def __init__(self) -> None:
        self._clients: dict[EndpointSpec, AsyncOpenAI] = {}
        # Servers that told us to call the limit of an answer by its newer name.
        self._newer: set[EndpointSpec] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._clients.values():
            await client.close()
        self._clients.clear()

    def _client(self, spec: EndpointSpec) -> AsyncOpenAI:
        if spec not in self._clients:
            self._clients[spec] = _connect(spec)
        return self._clients[spec]

    async def chat(self, spec: EndpointSpec, request: ChatRequest) -> ChatAnswer:
        """This coroutine will ask once, without retries; raises ModelCallError and nothing else.

        OpenAI's later models refuse `max_tokens` and name its successor; that question is put again at once.
        """
        try:
            return await self._ask(spec, request)
        except ModelCallError as error:
            if spec in self._newer or NEWER_LIMIT not in str(error):
                raise
            self._newer.add(spec)
            return await self._ask(spec, request)

    async def _ask(self, spec: EndpointSpec, request: ChatRequest) -> ChatAnswer:
        started = time.monotonic()
        body = _body(spec, request)
        if spec in self._newer and "max_tokens" in body:
            body[NEWER_LIMIT] = body.pop("max_tokens")
        try:
            async with asyncio.timeout(spec.timeout):
                completion = await self._client(spec).chat.completions.create(**body)
        except (openai.OpenAIError, TimeoutError, json.JSONDecodeError, UnicodeDecodeError) as error:
            raise translated(error) from error
        return _answer(completion, spec, latency_ms=int((time.monotonic() - started) * 1000))

    async def models(self, spec: EndpointSpec) -> list[str]:
        """This coroutine will name the models that the server offers, in its order."""
        try:
            async with asyncio.timeout(spec.timeout):
                page = await self._client(spec).models.list()
        except (openai.OpenAIError, TimeoutError, json.JSONDecodeError, UnicodeDecodeError) as error:
            raise translated(error) from error
        names = [model.id for model in getattr(page, "data", None) or []]
        if not names:
            raise ModelCallError(ErrorKind.MALFORMED, f"{spec.base_url}/models lists no model")
        return names


def chat(spec: EndpointSpec, request: ChatRequest) -> ChatAnswer:
    """This function will ask once and wait for the answer, for callers without an event loop."""

    async def ask() -> ChatAnswer:
        async with Door() as door:
            return await door.chat(spec, request)

    return asyncio.run(ask())


def list_models(spec: EndpointSpec) -> list[str]:
    """This function will name the models that the server offers; the first is the default model."""

    async def ask() -> list[str]:
        async with Door() as door:
            return await door.models(spec)

    return asyncio.run(ask())


def _connect(spec: EndpointSpec) -> AsyncOpenAI:
    # A proxy of the environment must not see loopback traffic, and a redirect must not carry a key elsewhere.
    loopback = any(host in spec.base_url for host in ("//127.", "//localhost", "//[::1]"))
    http = DefaultAsyncHttpxClient(trust_env=not loopback, follow_redirects=False)
    return AsyncOpenAI(
        base_url=spec.base_url,
        api_key=spec.api_key or NO_KEY,
        organization="",
        project="",
        timeout=spec.timeout,
        max_retries=0,
        http_client=http,
    )


def _body(spec: EndpointSpec, request: ChatRequest) -> dict[str, Any]:
    body: dict[str, Any] = {"model": spec.model, "messages": [dict(message) for message in request.messages]}
    for name in ("temperature", "seed", "max_tokens"):
        value = getattr(request, name)
        if value is not None:
            body[name] = value
    if request.n != 1:
        body["n"] = request.n
    if request.logprobs:
        body["logprobs"] = True
    if request.schema is not None:
        schema = {"name": request.schema_name, "strict": True, "schema": dict(request.schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def _answer(completion: ChatCompletion, spec: EndpointSpec, *, latency_ms: int) -> ChatAnswer:
    # The openai package does not validate bodies: a proxy's HTML page arrives here as a str.
    found = getattr(completion, "choices", None)
    if not isinstance(found, list) or not found:
        raise ModelCallError(ErrorKind.MALFORMED, f"the answer holds no choices: {str(completion)[:200]}")
    usage = getattr(completion, "usage", None)
    return ChatAnswer(
        choices=tuple(_choice(choice) for choice in found),
        model=str(getattr(completion, "model", None) or spec.model),
        latency_ms=latency_ms,
        prompt_tokens=_count(getattr(usage, "prompt_tokens", None)),
        completion_tokens=_count(getattr(usage, "completion_tokens", None)),
    )


def _choice(choice: Any) -> Choice:
    message = getattr(choice, "message", None)
    text = getattr(message, "content", None)
    if message is None or not isinstance(text, str | None):
        raise ModelCallError(ErrorKind.MALFORMED, f"a choice holds no text: {str(choice)[:200]}")
    reason = str(getattr(choice, "finish_reason", None) or "")
    # NUL cannot be stored by PostgreSQL, and means nothing in a text.
    return Choice((text or "").replace("\x00", ""), reason, _mean_logprob(choice))


def _mean_logprob(choice: Any) -> float | None:
    tokens = getattr(getattr(choice, "logprobs", None), "content", None) or []
    values = [token.logprob for token in tokens if isinstance(getattr(token, "logprob", None), float | int)]
    return sum(values) / len(values) if values else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None
