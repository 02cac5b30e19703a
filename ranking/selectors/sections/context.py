"""What every section is given, and where it leaves its reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.rules import Rules

UNEXPLAINED = Said("This figure cannot be computed from these answers.")


@dataclass(frozen=True)
class Context:
    """The answers under look, the seed of everything drawn, when judges may stand alone, and the reasons and warnings
    gathered so far.

    `reasons` maps a path (keys joined by dots) to why the figures at it or below it are null.
    """

    answers: Answers
    seed: int
    reasons: dict[str, str] = field(default_factory=dict)
    warnings: list[dict[str, str]] = field(default_factory=list)
    rules: Rules = field(default_factory=dict)

    def because(self, path: str, reason: object) -> None:
        """Note why the figures at a path are missing."""
        self.reasons[path] = str(reason)

    def warn(self, code: str, text: str, path: str) -> None:
        """Note something that a reader of the figures at a path must know."""
        self.warnings.append({"code": code, "text": text, "path": path})


def explained(report: Any, reasons: dict[str, str]) -> tuple[Any, dict[str, str]]:
    """The report without nan, and the reason of every null in it under its own full path.

    A null takes the reason of its own path or of the nearest path above it.
    """
    found = {path: reason for path, reason in reasons.items() if not _filled(report, path)}
    return _clean(report, (), reasons, found), found


def _clean(value: Any, path: tuple[str, ...], reasons: dict[str, str], found: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _clean(each, (*path, str(key)), reasons, found) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each, (*path, str(place)), reasons, found) for place, each in enumerate(value)]
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        found[".".join(path)] = _nearest(path, reasons)
        return None
    return value


def _nearest(path: tuple[str, ...], reasons: dict[str, str]) -> str:
    for length in range(len(path), 0, -1):
        if (reason := reasons.get(".".join(path[:length]))) is not None:
            return reason
    return UNEXPLAINED


def _filled(report: Any, path: str) -> bool:
    """Whether the report has something at the path, so that only nulls inside it need the reason."""
    value: Any = report
    rest = path
    while rest:
        if not isinstance(value, dict):
            return False
        key = next((key for key in value if rest == key or rest.startswith(f"{key}.")), None)
        if key is None:
            return False
        value, rest = value[key], rest[len(key) + 1 :]
    return value is not None and value not in ([], {})
