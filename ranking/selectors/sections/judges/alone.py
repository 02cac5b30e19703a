"""What could be left to the judge alone, and how far it errs there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import DimensionFacts
from ranking.selectors.rules import rule_for
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.beside import Beside, Judged, features_of
from ranking.stats.abstention import Alone, Rows, abstention_curve, alone_at
from ranking.stats.arrays import Floats
from ranking.stats.calibrate import Calibration
from ranking.stats.conformal import Reach, clipped, longer_side
from ranking.stats.mappings import MAPPINGS
from ranking.stats.mappings.base import Features


def alone_of(
    context: Context, path: str, judge: Judged, place: int, beside: Beside, found: Calibration
) -> dict[str, Any] | None:
    """The entry `abstention` of a judge and dimension."""
    dimension = context.answers.entities.dimensions[place]
    where = f"{path}.abstention"
    if found.intervals is None:
        context.because(where, found.no_interval)
        return None
    rule = rule_for(context.rules, judge.name, dimension)
    gap = np.abs(beside.people - found.predicted)
    # By one map for all rows: held-out intervals of the same scores differ a little from fold to fold.
    unsure = _half_widths(beside.features, found, found.intervals.reach, dimension)
    rows = Rows(unsure, gap**2, (gap <= found.intervals.halves).astype(float), beside.groups)
    # A judge without signal decides nothing, however narrow the interval.
    at = alone_at(rows, rule.half_width, root=True) if found.signal else None
    entry = told(context, where, abstention_curve(rows, root=True), at, rule.half_width)
    response = np.flatnonzero(~np.isnan(judge.table[:, place]))
    scored = features_of(context.answers, judge, place, response)
    everywhere = _half_widths(scored, found, found.intervals.reach, dimension)
    share = float((everywhere <= rule.half_width).mean()) if found.signal else 0.0
    return entry | {
        "rule_given": rule.given, "share_of_judged": share, "n_judged": len(everywhere),
        "sentence": _sentence(found, at, rule.half_width, share, len(everywhere)),
    }  # fmt: skip


def told(context: Context, path: str, curve: list[Alone], at: Alone | None, limit: float) -> dict[str, Any]:
    """The curve, and what the rule leaves to the judge."""
    for name in ("error", "held"):
        context.because(f"{path}.{name}", Said("Fewer than ten answers are left to the judge by this rule."))
    context.because(path, Said("One prompt gives no interval."))
    return {
        "max_half_width": limit, "share": at.share if at else 0.0, "n": at.n if at else 0,
        "error": at.error if at else None, "held": at.held if at else None,
        "curve": [asdict(one) for one in curve],
    }  # fmt: skip


def _half_widths(features: Features, found: Calibration, reach: Reach, dimension: DimensionFacts) -> Floats:
    """How far the intervals (n,) of responses that the judge scored reach, to the longer side within the scale."""
    predicted = MAPPINGS[found.method].apply(found.params, features)
    ends = clipped(predicted, reach.half_widths(predicted, features.doubts()), dimension.scale)
    return longer_side(predicted, ends, dimension.scale)


def _sentence(found: Calibration, at: Alone | None, limit: float, share: float, n: int) -> Said:
    if not found.signal:
        return Said("Nothing can be left to a judge that carries no signal here.")
    if at is None:
        return Said(
            "The judge is hardly ever sure enough to stand alone: its interval must reach at most {limit:.2f} to each "
            "side. All {n} responses go to people.",
            limit=limit, n=n,
        )  # fmt: skip
    return Said(
        "{share:.0%} of {n} responses could be left to the judge, where its interval reaches at most {limit:.2f} to "
        "each side; there it is {error:.2f} off, and {held:.0%} of people's scores lie inside. The rest goes to "
        "people.",
        share=share, n=n, limit=limit, error=at.error, held=at.held,
    )  # fmt: skip
