"""What a lead chooses for a test of a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotations.models import Dimension, Endpoint, Task, TemplateVersion
from ranking.models import Confirmation
from ranking.services.temperatures.asking import own_or_usual

Metric = Confirmation.Metric
LOOKS = 5


@dataclass(frozen=True)
class Design:
    """What a lead may choose. Margins and gains are in points of their dimension; None is the usual part of its scale.

    `compare` lets people compare both side by side, `rate` score each; the metric must be one that is asked.
    `temperature` asks both at one; without it the served policy's temperatures hold, else those of the versions.
    `margins` are by dimension key. A `gap_margin` of 0 leaves bias gaps unguarded, which the plan then says.
    """

    new: TemplateVersion
    old: TemplateVersion | None
    endpoint: Endpoint
    metric: str = Metric.SCORES
    dimension: Dimension | None = None
    rate: bool = True
    compare: bool = False
    temperature: float | None = None
    samples: int = 1
    overlap: int = 2
    item_limit: int | None = None
    margins: Mapping[int, float] = field(default_factory=dict)
    gap_margin: float | None = None
    worthwhile: float | None = None
    looks: int = LOOKS
    automatic: bool = True
    note: str = ""

    @property
    def kinds(self) -> list[str]:
        """The kinds of task."""
        return [Task.Kind.RATING.value] * self.rate + [Task.Kind.COMPARISON.value] * self.compare

    @property
    def asked_at(self) -> float:
        """What a version that names none is asked at: the chosen one, else the old version's own, else the usual.

        Never the new version's own: nobody would be served the old one at that.
        """
        return own_or_usual(None, old=self.old.temperature if self.old else None, chosen=self.temperature)
