"""Bias gaps that a fit has measured version by version, as guards of a confirmation.

Audits are computed by the fit of a round (`ranking/stats/audits`). One of kind `counterfactual` that is of a version
(`of` is its name, as in "answer v2") is held against that of the other version here; what else audits say of people
and of judges stands in the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from scipy.special import ndtr

from ranking.models import Confirmation, Fit
from ranking.stats.decide.measure import Measure
from ranking.stats.decide.sequential import Tested
from ranking.stats.proportion import NINETY_FIVE

KIND = "counterfactual"
ALPHA = 0.05


@dataclass(frozen=True)
class FitGap:
    """A gap of one attribute under either version, and whether it widened."""

    name: str
    asked: dict[str, Any]
    measure: Measure


def fit_gaps(confirmation: Confirmation, margins: Mapping[tuple[str, str], float]) -> Iterator[FitGap]:
    """The gaps of both versions in the newest fit of the round; `margins` are by attribute and dimension."""
    fit = Fit.objects.filter(round=confirmation.round_id).first()
    rows = [row for row in (fit.report.get("audits") or []) if row["kind"] == KIND] if fit else []
    by_version = {
        str(version): {_key(row): row for row in rows if row["of"] == str(version)}
        for version in (confirmation.old, confirmation.new)
    }
    old, new = by_version.values()
    for key in sorted(old.keys() & new.keys()):
        attribute, dimension, values = key
        if (margin := margins.get((attribute, dimension))) is not None:
            asked = {"attribute": attribute, "values": list(values), "margin": margin}
            means = {"old": old[key]["estimate"], "new": new[key]["estimate"]}
            yield FitGap(dimension, asked | means, _widening(old[key], new[key], margin))


def _key(row: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    return row["attribute"], row["dimension"], tuple(row.get("values") or ())


def _widening(old: dict[str, Any], new: dict[str, Any], margin: float) -> Measure:
    """|new| - |old| with the half widths of both intervals added in quadrature, as if both were independent."""
    estimate = abs(new["estimate"]) - abs(old["estimate"])
    reach = sqrt(sum(((row["ci_high"] - row["ci_low"]) / 2) ** 2 for row in (old, new)))
    n = min(old["n"], new["n"])
    error = reach / NINETY_FIVE
    chance = float(ndtr((estimate - margin) / error)) if error else float(estimate >= margin)
    return Measure(
        estimate=estimate, low=estimate - reach, high=estimate + reach, spread=error * sqrt(n), n=n, planned=n,
        null=margin, tested=Tested(ALPHA, (), None, chance), below=True,
    )  # fmt: skip
