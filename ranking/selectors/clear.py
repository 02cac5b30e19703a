"""When a finding is clear: once all that was asked alike is counted.

One rule for sentences, advice, marks of charts and what pages fold away: an interval leaves zero out by luck once in
twenty questions, and a report asks hundreds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.stats.student import false_discovery

SURE = 0.05


@dataclass(frozen=True)
class Standing:
    """How a finding stands by itself (`p_value`) and among the `asked` questions of its family (`p_adjusted`)."""

    p_value: float
    p_adjusted: float
    asked: int

    @property
    def clear(self) -> bool:
        """Whether it is clear among all that was asked alike."""
        return self.p_adjusted < SURE

    def told(self, sentence: Said) -> Said:
        """The sentence, and a word on a finding that would be clear only if nothing else had been asked."""
        if self.clear or self.p_value >= SURE:
            return sentence
        return Said(
            "{sentence} By itself it would be clear, but not among the {asked} questions asked alike "
            "(adjusted p {p:.3f}).",
            sentence=sentence, asked=self.asked, p=self.p_adjusted,
        )  # fmt: skip


def standings(p_values: Sequence[float]) -> list[Standing]:
    """Findings of one family, with the false discovery rate held (Benjamini & Hochberg 1995). Raises NotNumbers."""
    adjusted = false_discovery(np.array(p_values, dtype=float), dependent=False)
    # No less than its own p-value, to the last bit.
    return [Standing(one, max(one, float(all_)), len(p_values)) for one, all_ in zip(p_values, adjusted, strict=True)]


def lean_of(report: Mapping[str, Any], judge: str, dimension: str) -> int:
    """1 where a judge is clearly milder than people on a dimension, -1 where harder, 0 where that is not clear."""
    rows = [
        row for row in report.get("audits", ())
        if (row["kind"], row["of"], row["dimension"], row["measured_on"]) == ("severity", judge, dimension, "residuals")
    ]  # fmt: skip
    return next(((row["estimate"] > 0) - (row["estimate"] < 0) for row in rows if is_clear(row)), 0)


def goes_against(entry: Mapping[str, Any] | None) -> bool:
    """Whether a judge clearly goes against people, by its entry in a report; those of old fits do not say so."""
    return bool(((entry or {}).get("direction") or {}).get("contrary"))


def is_clear(row: Mapping[str, Any]) -> bool:
    """Whether a row of a report is clear; rows of old fits may have no adjusted p-value, and are not."""
    p_adjusted = row.get("p_adjusted")
    return p_adjusted is not None and p_adjusted < SURE
