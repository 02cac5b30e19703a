"""One row of the report's key `audits`."""

from __future__ import annotations

from typing import Any

from ranking.selectors.sections.context import Context
from ranking.stats.audits.base import Audit, Finding
from ranking.stats.errors import StatsError

Found = tuple[dict[str, Any], Finding]


def audit_row(audit: Audit, of: str, dimension: str, found: Finding) -> dict[str, Any]:
    """A finding as JSON; what hangs on all of its kind, the adjusted p-value, sentence and advice, follows."""
    return {
        "kind": audit.kind, "of": of, "attribute": audit.attribute, "values": [], "dimension": dimension,
        "measured_on": audit.on, "estimate": found.estimate, "ci_low": found.low, "ci_high": found.high,
        "p_adjusted": None, "n": found.n, "sentence": "", "debiased": {},
    }  # fmt: skip


def because(context: Context, *path: str, error: StatsError) -> None:
    """Note why an audit could not be run, under what it would have been of."""
    context.because(".".join(part for part in ("audits", *path) if part), error)
