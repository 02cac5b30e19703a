"""Biases that can be measured: one file per kind, named here."""

from __future__ import annotations

from ranking.stats.audits.base import Audit
from ranking.stats.audits.length import LENGTH, LENGTH_SCORES
from ranking.stats.audits.position import POSITION

AUDITS: dict[str, Audit] = {"position": POSITION, "length": LENGTH, "length_scores": LENGTH_SCORES}
