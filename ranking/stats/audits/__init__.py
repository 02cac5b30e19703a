"""Biases that can be measured: one file per kind, named here."""

from __future__ import annotations

from ranking.stats.audits.base import Audit
from ranking.stats.audits.counterfactual import COUNTERFACTUAL, FLIP_RATE
from ranking.stats.audits.length import LENGTH, LENGTH_SCORES
from ranking.stats.audits.position import POSITION
from ranking.stats.audits.self_preference import SELF_PREFERENCE
from ranking.stats.audits.severity import SEVERITY

AUDITS: dict[str, Audit] = {
    "position": POSITION,
    "length": LENGTH,
    "length_scores": LENGTH_SCORES,
    "severity": SEVERITY,
    "self_preference": SELF_PREFERENCE,
    "counterfactual": COUNTERFACTUAL,
    "flip_rate": FLIP_RATE,
}
