"""Measured biases, of people and of judges."""

from typing import Any

from ranking.views.parts.base import Reading


def biases(reading: Reading) -> dict[str, Any] | None:
    """Every audit, in the report's order."""
    audits = reading.report["audits"]
    return {"audits": audits} if audits else None
