"""The figures that a bias moves, as they stand and with it taken off."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said, msgid
from ranking.selectors.sections.audits.seen import MOST_NAMES, Seen
from ranking.selectors.sections.audits.words import MARKS
from ranking.stats.audits.base import Audit, Debiased, Finding
from ranking.stats.errors import StatsError

_FIGURES = {
    ("position", "choices"): msgid("Win rate with both places alike"),
    ("length", "choices"): msgid("Win rate at equal length"),
    ("format", "choices"): msgid("Win rate if neither answer had {mark}"),
    ("length", "residuals"): msgid("Mean score of the judge at equal length"),
    ("format", "residuals"): msgid("Mean score of the judge without what {mark} earns"),
    ("severity", "residuals"): msgid("Mean score of the judge, as hard as people"),
    ("self_preference", "residuals"): msgid("Mean score of the judge without favour"),
    ("severity", "overlaps"): msgid("Mean score as an average rater would give it"),
}


def debiased_rows(seen: Seen, audit: Audit, found: Finding) -> dict[str, Any]:
    """{figure, of, rows: [{name, raw, raw_low, raw_high, adjusted, ci_low, ci_high, n}]}; empty where there is none."""
    if found.debias is None or (audit.kind, audit.on) not in _FIGURES or not 2 <= len(seen.names) <= MOST_NAMES:
        return {}
    try:
        made = found.debias()
    except StatsError:
        # The finding stands by itself; there is only nothing by name to set beside it.
        return {}
    rows = [_row(name, made, place) for place, name in enumerate(seen.names) if place < len(made.n) and made.n[place]]
    rows.sort(key=lambda row: -row["adjusted"])
    figure = Said(_FIGURES[audit.kind, audit.on], mark=MARKS.get(audit.attribute, ""))
    return {"figure": figure, "of": seen.factor, "rows": rows} if rows else {}


def _row(name: str, made: Debiased, place: int) -> dict[str, Any]:
    ends = {"raw_low": made.raw_low, "raw_high": made.raw_high, "ci_low": made.low, "ci_high": made.high}
    return {
        "name": name, "raw": float(made.raw[place]), "adjusted": float(made.adjusted[place]),
        **{key: float(values[place]) for key, values in ends.items() if np.isfinite(values[place])},
        "n": int(made.n[place]),
    }  # fmt: skip
