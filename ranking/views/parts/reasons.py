"""What could not be computed, and why."""

from typing import Any

from ranking.views.parts.base import Reading


def reasons(reading: Reading) -> dict[str, Any] | None:
    """(reason, paths): one line for each reason, however many figures it explains."""
    grouped: dict[str, list[str]] = {}
    for path, reason in (reading.report.get("reasons") or {}).items():
        grouped.setdefault(reason, []).append(path)
    return {"reasons": sorted(grouped.items(), key=lambda pair: -len(pair[1]))} if grouped else None
