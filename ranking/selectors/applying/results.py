"""One result: the figures as JSON holds them, and whether the judge may decide it alone, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import decimal, percent


@dataclass(frozen=True)
class Limit:
    """When a judge may decide alone: `half_width` None where the mapping was frozen without a rule; `may_stand_in` None
    where that could not be tested, `untested` saying why."""

    half_width: float | None
    signal: bool
    may_stand_in: bool | None
    untested: str = ""


def known(value: float) -> float | None:
    """The number, or None for one that nobody knows."""
    return float(value) if isfinite(value) else None


def decided(limit: Limit, unsure: float, *, points: bool) -> dict[str, Any]:
    """`abstain` is true where people must decide; `note` says why, or is empty. `unsure` is the interval's half width
    in points, or the chance that people choose otherwise; nan where it is not known."""
    note = _refused(limit) or _too_unsure(limit, unsure, points=points)
    return {"abstain": bool(note), "note": note}


def _refused(limit: Limit) -> str:
    if not limit.signal:
        return _("This judge carries no signal here, so people decide.")
    if limit.may_stand_in is False:
        return _("This judge may not stand in for a rater here, so people decide.")
    if limit.may_stand_in is None:
        text = _("Nobody has tested whether this judge may stand in for a rater here, so people decide.")
        return f"{text} {limit.untested}".rstrip()
    return ""


def _too_unsure(limit: Limit, unsure: float, *, points: bool) -> str:
    if limit.half_width is None or not isfinite(unsure):
        return _("How far this may be off is not known, so people decide.")
    if unsure <= limit.half_width + 1e-9:
        return ""
    if points:
        words = {"width": decimal(unsure), "limit": decimal(limit.half_width)}
        return _("The interval reaches %(width)s to each side, and at most %(limit)s is left to the judge.") % words
    words = {"width": percent(unsure), "limit": percent(limit.half_width)}
    return (
        _("%(width)s of people are expected to choose otherwise, and at most %(limit)s is left to the judge.") % words
    )
