"""Translates what the openai package raises into the project's own ModelCallError."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any

import openai

from annotations.said import Said

from .errors import ErrorKind, ModelCallError

BY_STATUS = {
    401: ErrorKind.AUTH,
    403: ErrorKind.AUTH,
    404: ErrorKind.NOT_FOUND,
    408: ErrorKind.TIMEOUT,
    409: ErrorKind.SERVER,
    413: ErrorKind.TOO_LONG,
    429: ErrorKind.RATE_LIMIT,
}
# Servers name the same refusal differently; these are llama.cpp's, OpenAI's and vLLM's.
TOO_LONG_SIGNS = ("exceed_context_size", "context_length_exceeded", "maximum context length", "context size")
UNSUPPORTED_SIGNS = ("response_format", "json_schema", "logprobs")


def translated(error: Exception) -> ModelCallError:
    """This function will name the failure in the project's words; `error` comes from the openai package."""
    # APITimeoutError is a kind of APIConnectionError: the order of these questions matters.
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        return ModelCallError(ErrorKind.TIMEOUT, Said("the server did not answer in time"))
    if isinstance(error, openai.APIConnectionError):
        return ModelCallError(
            ErrorKind.CONNECTION, Said("cannot reach the server ({detail})", detail=str(error.__cause__ or error))
        )
    if isinstance(error, openai.APIStatusError):
        return _from_status(error)
    return ModelCallError(ErrorKind.MALFORMED, Said("the answer could not be read ({detail})", detail=str(error)[:200]))


def _from_status(error: openai.APIStatusError) -> ModelCallError:
    text = f"{error.code or ''} {error.message}"
    return ModelCallError(
        _kind(error.status_code, text),
        f"HTTP {error.status_code}: {error.message[:300]}",
        retry_after=retry_after_seconds(error.response.headers, now=time.time()),
    )


def _kind(status: int, text: str) -> ErrorKind:
    if status == 429 and "insufficient_quota" in text:
        return ErrorKind.QUOTA
    if status in BY_STATUS:
        return BY_STATUS[status]
    if status >= 500:
        return ErrorKind.SERVER
    if status < 400:
        return ErrorKind.MALFORMED
    if any(sign in text for sign in TOO_LONG_SIGNS):
        return ErrorKind.TOO_LONG
    if any(sign in text for sign in UNSUPPORTED_SIGNS):
        return ErrorKind.UNSUPPORTED
    return ErrorKind.BAD_REQUEST


def retry_after_seconds(headers: Any, *, now: float) -> float | None:
    """This function will read Retry-After (seconds or a date) and retry-after-ms; None where unreadable."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        value = headers.get("retry-after")
        return None if value is None else max(0.0, float(value))
    except ValueError:
        return _until(headers.get("retry-after"), now)


def _until(date: str | None, now: float) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(date or "").timestamp() - now)
    except (ValueError, TypeError):
        return None
