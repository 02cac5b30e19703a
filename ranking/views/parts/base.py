"""What a part of a report's page is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from annotations.models import Project
from ranking.charts.scale import Scale
from ranking.charts.tones import Hue, hues, judges_of
from ranking.models import Fit


@dataclass(frozen=True)
class Reading:
    """A fit as one page reads it.

    `labels` names dimensions (and "comparisons") in the reader's language; `scales` holds those in points, the primary
    one first; `primary` is its name, None without a rubric. `dimension` is the one that is asked for (else the
    primary), `by` the field that means are split by. `named` is whether the reader may see raters' names (else
    pseudonyms); `whole` whether nothing can be asked for, as in a file, so that everything must be there.
    """

    project: Project
    fit: Fit
    labels: dict[str, str]
    scales: dict[str, Scale]
    primary: str | None
    dimension: str | None = None
    by: str = ""
    named: bool = False
    whole: bool = False

    @property
    def report(self) -> dict[str, Any]:
        """The object that `report --json` prints; a key of a newer release may be missing in an older fit."""
        report: dict[str, Any] = self.fit.report
        return report

    @property
    def shown(self) -> str | None:
        """The dimension to show where one at a time is: the one asked for where it is in points, else the first."""
        if self.dimension in self.scales:
            return self.dimension
        return self.primary if self.primary in self.scales else next(iter(self.scales), None)

    @property
    def hue(self) -> Hue:
        """The tone of people and of each judge, by which figures, tables and legends tell them apart."""
        return hues(judges_of(self.report))

    def label(self, dimension: str) -> str:
        """A dimension's name as the reader calls it."""
        return self.labels.get(dimension, dimension)


@dataclass(frozen=True)
class Shown:
    """A part with something to show: its name (the anchor), its template, and what the template calls `part`.

    `title` stands in the table of contents; `how` says in words how the figures were computed, `source` is the address
    of the rows they came from (both may be empty).
    """

    name: str
    template: str
    context: dict[str, Any]
    title: str = ""
    how: str = ""
    source: str = ""


# None where the fit has nothing for it. A part may name its own "title", "how" and "source".
Part = Callable[[Reading], dict[str, Any] | None]
