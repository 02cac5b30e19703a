"""One row of the report's key `audits`."""

from __future__ import annotations

from typing import Any

from ranking.selectors.sections.context import Context
from ranking.stats.audits.base import Audit, Finding
from ranking.stats.errors import StatsError

Found = tuple[dict[str, Any], Finding]


def audit_row(audit: Audit, of: str, dimension: str, found: Finding, told: str) -> dict[str, Any]:
    """A finding as JSON; what is computed over many, the adjusted p-value and the advice, follows."""
    return {
        "kind": audit.kind, "of": of, "attribute": audit.attribute, "values": [], "dimension": dimension,
        "measured_on": audit.on, "estimate": found.estimate, "ci_low": found.low, "ci_high": found.high,
        "p_adjusted": None, "n": found.n, "sentence": told, "debiased": {},
    }  # fmt: skip


def because(context: Context, *path: str, error: StatsError) -> None:
    """Note why an audit could not be run, under what it would have been of."""
    context.because(".".join(part for part in ("audits", *path) if part), error)
