"""The one exception that a call to a model raises, with what the caller needs to decide on a retry."""

from __future__ import annotations

from enum import StrEnum

from annotations.said import Said, msgid


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


# How people are told of each.
KINDS = {
    ErrorKind.CONNECTION: msgid("connection"),
    ErrorKind.TIMEOUT: msgid("timeout"),
    ErrorKind.RATE_LIMIT: msgid("rate_limit"),
    ErrorKind.QUOTA: msgid("quota"),
    ErrorKind.AUTH: msgid("auth"),
    ErrorKind.NOT_FOUND: msgid("not_found"),
    ErrorKind.BAD_REQUEST: msgid("bad_request"),
    ErrorKind.UNSUPPORTED: msgid("unsupported"),
    ErrorKind.TOO_LONG: msgid("too_long"),
    ErrorKind.SERVER: msgid("server"),
    ErrorKind.MALFORMED: msgid("malformed"),
}

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
        super().__init__(Said("{kind}: {message}", kind=Said(KINDS[kind]), message=message))
        self.kind = kind
        self.message = message
        self.retry_after = retry_after

    @property
    def retryable(self) -> bool:
        return self.kind in RETRYABLE
