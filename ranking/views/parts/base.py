"""What a part of a report's page is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from annotations.models import Project
from ranking.charts.of_report import Scale
from ranking.models import Fit


@dataclass(frozen=True)
class Reading:
    """A fit as one page reads it.

    `labels` names dimensions (and "comparisons") in the reader's language; `scales` holds those in points, the primary
    one first; `primary` is its name, None without a rubric. Where `by_name` is false the fit's report names raters by
    pseudonyms, and figures that name them must be kept apart.
    """

    project: Project
    fit: Fit
    labels: dict[str, str]
    scales: dict[str, Scale]
    primary: str | None
    by_name: bool = True

    @property
    def report(self) -> dict[str, Any]:
        """The object that `report --json` prints; a key of a newer release may be missing in an older fit."""
        report: dict[str, Any] = self.fit.report
        return report


@dataclass(frozen=True)
class Shown:
    """A part with something to show: its name (the anchor), its template, and what the template calls `part`."""

    name: str
    template: str
    context: dict[str, Any]


# None where the fit has nothing for it.
Part = Callable[[Reading], dict[str, Any] | None]
