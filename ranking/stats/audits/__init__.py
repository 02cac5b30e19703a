"""Biases that can be measured: one file per kind, named here."""

from __future__ import annotations

from ranking.stats.audits.base import Audit
from ranking.stats.audits.counterfactual import COUNTERFACTUAL, FLIP_RATE
from ranking.stats.audits.formats import FORMAT_AUDITS
from ranking.stats.audits.length import LENGTH, LENGTH_MARKS, LENGTH_SCORES
from ranking.stats.audits.position import POSITION
from ranking.stats.audits.self_preference import SELF_CHOICES, SELF_PREFERENCE
from ranking.stats.audits.severity import SEVERITY
from ranking.stats.audits.spread import SPREAD

AUDITS: dict[str, Audit] = {
    "position": POSITION,
    "length": LENGTH,
    "length_scores": LENGTH_SCORES,
    "length_marks": LENGTH_MARKS,
    "severity": SEVERITY,
    "spread": SPREAD,
    "self_preference": SELF_PREFERENCE,
    "self_choices": SELF_CHOICES,
    **FORMAT_AUDITS,
    "counterfactual": COUNTERFACTUAL,
    "flip_rate": FLIP_RATE,
}


def audits_on(kind: str) -> list[str]:
    """The names of the audits that look at one kind of rows, in the order above."""
    return [name for name, audit in AUDITS.items() if audit.on == kind]
