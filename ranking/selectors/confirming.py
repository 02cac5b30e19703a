"""How a confirmation stands: its questions asked of the answers that are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from ranking.models import Confirmation
from ranking.selectors.fit_gaps import fit_gaps
from ranking.selectors.paired_rows import PairedRows, paired_read
from ranking.stats.arrays import Bools, Floats
from ranking.stats.decide.gaps import gap_widening
from ranking.stats.decide.measure import Looks, Measure, looked_at, measure
from ranking.stats.decide.paired import Differences, paired_choices, paired_differences, set_gaps
from ranking.stats.decide.verdict import Outcome, Verdict, decide
from ranking.stats.errors import NotEnoughData

# From this share of the planned pairs on, the answers are those of the plan; the rest nobody could give.
ENOUGH = 0.95


@dataclass(frozen=True)
class Question:
    """What was asked, in the words of the plan, and what came of it (None: `silence` says why)."""

    kind: str
    name: str
    asked: dict[str, Any]
    found: Measure | None
    silence: str = ""


@dataclass(frozen=True)
class Standing:
    """The questions of a confirmation at one moment: `final` at the plan's end, `over` where no answer will come."""

    final: bool
    over: bool
    units: int
    planned: int
    answers: int
    primary: Question
    guards: tuple[Question, ...]
    verdict: Verdict

    @property
    def answers_per_unit(self) -> float:
        """How many answers a complete pair took."""
        return self.answers / self.units if self.units else 0.0


def standing_of(confirmation: Confirmation, *, looked: Sequence[datetime], over: bool, at: datetime) -> Standing:
    """Ask everything that the plan asks, at the moment `at`, after looks at the moments `looked`.

    Raises NotEnoughData where the primary metric has fewer than two pairs.
    """
    rows = paired_read(round=confirmation.round, old=confirmation.old_id, new=confirmation.new_id)
    now = at.timestamp()
    final = over and rows.planned > 0 and rows.complete >= ENOUGH * rows.planned
    came = np.where(np.isinf(rows.came), now, rows.came) if over else rows.came
    moments = [moment.timestamp() for moment in looked] + ([] if final else [now])
    asking = _Asking(confirmation, rows, came, tuple(moments), final)
    primary = asking.primary()
    if primary.found is None:
        raise NotEnoughData(primary.silence)
    guards = (*asking.guards(), *asking.gaps(), *asking.fitted(over))
    return Standing(
        final=final, over=over, units=rows.complete, planned=rows.planned, answers=rows.answers, primary=primary,
        guards=guards, verdict=_verdict(primary.found, guards, confirmation, final=final, over=over),
    )  # fmt: skip


def _verdict(
    primary: Measure, guards: Sequence[Question], confirmation: Confirmation, *, final: bool, over: bool
) -> Verdict:
    found = [guard.found for guard in guards if guard.found is not None]
    verdict = decide(primary, found, final=final, over=over, worthwhile=confirmation.plan["worthwhile"])
    if verdict.outcome == Outcome.PROMOTE and len(found) < len(guards):
        # A guard of which nothing can be told has not been shown to hold.
        return Verdict(Outcome.MORE)
    return verdict


class _Asking:
    """The questions of one look."""

    def __init__(
        self, confirmation: Confirmation, rows: PairedRows, came: Floats, moments: tuple[float, ...], final: bool
    ) -> None:
        self.confirmation, self.rows, self.plan = confirmation, rows, confirmation.plan
        self.came, self.moments, self.final = came, moments, final
        self.ready = rows.scores.rows(np.isfinite(came)[rows.scores.unit])

    def primary(self) -> Question:
        if self.confirmation.metric == Confirmation.Metric.COMPARISONS:
            chosen = np.isfinite(self.came)[self.rows.choices.unit]
            found = paired_choices(
                unit=self.rows.choices.unit[chosen], item=self.rows.choices.item[chosen],
                value=self.rows.choices.value[chosen],
            )  # fmt: skip
            name = ""
        else:
            found, name = self._differences(self.confirmation.dimension_id), str(self.confirmation.dimension)
        asked = {"reach": self.plan["reach"], "null": 0.0}
        return self._mean("primary", name, asked, found, self.confirmation.alpha)

    def guards(self) -> Iterator[Question]:
        for guard in self.plan["guards"]:
            asked = {**guard, "null": -guard["margin"]}
            yield self._mean(
                "guard", guard["label"], asked, self._differences(guard["dimension"]), self.plan["guard_alpha"]
            )

    def gaps(self) -> Iterator[Question]:
        for gap in self.plan["gaps"]:
            chosen = (self.ready.dimension == gap["dimension"]) & self._of(gap)
            scores = self.ready.rows(chosen)
            first = np.array([self._value(item) == gap["values"][0] for item in scores.item.tolist()], dtype=bool)
            found = set_gaps(
                unit=scores.unit, response=scores.response, new=scores.new, first=first, value=scores.value
            )
            order, ends = looked_at(self.came[found.unit], self.moments)
            try:
                asked = gap_widening(
                    found.old[order], found.new[order], reach=gap["reach"], margin=gap["margin"],
                    planned=self._planned(gap), looks=self._looks(ends),
                )  # fmt: skip
            except NotEnoughData as error:
                yield Question("gap", gap["label"], gap, None, error.args[0])
                continue
            means = {"old": float(found.old.mean()), "new": float(found.new.mean())}
            yield Question("gap", gap["label"], gap | means, asked)

    def fitted(self, over: bool) -> Iterator[Question]:
        """Gaps that the round's fit has measured by version, for attributes that the plan guards."""
        margins = {(gap["attribute"], gap["name"]): gap["margin"] for gap in self.plan["gaps"]}
        for found in fit_gaps(self.confirmation, margins) if over else ():
            yield Question("gap", found.name, found.asked, found.measure)

    def _mean(self, kind: str, name: str, asked: dict[str, Any], found: Differences, alpha: float) -> Question:
        order, ends = looked_at(self.came[found.unit], self.moments)
        try:
            tested = measure(
                found.value[order], reach=asked["reach"], null=asked["null"], alpha=alpha, planned=self.rows.planned,
                looks=self._looks(ends),
            )  # fmt: skip
        except NotEnoughData as error:
            return Question(kind, name, asked, None, error.args[0])
        return Question(kind, name, asked, tested)

    def _differences(self, dimension: int | None) -> Differences:
        scores = self.ready.rows(self.ready.dimension == dimension)
        return paired_differences(
            unit=scores.unit, item=scores.item, response=scores.response, new=scores.new, value=scores.value
        )

    def _looks(self, ends: tuple[int, ...]) -> Looks:
        plan = self.plan
        return Looks(ends, self.final, plan["seed"], self.confirmation.alpha, guard_alpha=plan["guard_alpha"])

    def _of(self, gap: dict[str, Any]) -> Bools:
        """The scores on items of the gap's attribute and values."""
        chosen = [self._is_of(place, gap) for place in range(len(self.rows.sets))]
        return np.array(chosen, dtype=bool)[self.ready.item] if chosen else np.zeros(0, dtype=bool)

    def _is_of(self, item: int, gap: dict[str, Any]) -> bool:
        found = self.rows.sets[item]
        return found is not None and found[0] == gap["attribute"] and found[1] in gap["values"]

    def _value(self, item: int) -> str:
        found = self.rows.sets[item]
        return found[1] if found else ""

    def _planned(self, gap: dict[str, Any]) -> int:
        """How many sets the plan has: as many as were counted before it started."""
        return int(gap["sets"])
