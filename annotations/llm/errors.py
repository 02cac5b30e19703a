"""The one exception that a call to a model raises, with what the caller needs to decide on a retry."""

from __future__ import annotations

from enum import StrEnum


class ErrorKind(StrEnum):
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    RATE_LIMIT = "rate_limit"
    QUOTA = "quota"
    AUTH = "auth"
    NOT_FOUND = "not_found"
    BAD_REQUEST = "bad_request"
    UNSUPPORTED = "unsupported"
    TOO_LONG = "too_long"
    SERVER = "server"
    MALFORMED = "malformed"


# A malformed answer is worth another try: servers under load cut their bodies short.
RETRYABLE = frozenset(
    {
        ErrorKind.CONNECTION,
        ErrorKind.TIMEOUT,
        ErrorKind.RATE_LIMIT,
        ErrorKind.SERVER,
        ErrorKind.MALFORMED,
    }
)


class ModelCallError(Exception):
    """A call to a model failed; `kind` says how, `retry_after` (seconds) what the server asked for."""

    def __init__(self, kind: ErrorKind, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.retry_after = retry_after

    @property
    def retryable(self) -> bool:
        return self.kind in RETRYABLE
