"""What each kind of watch reads: the residuals since its cursor, and where the cursor stands then.

To add a kind: a function here, its line in `STREAMS`, its sentence in `ranking.services.drift.words`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from annotations.models import Round
from ranking.models import Watch
from ranking.selectors.drift.feedback import feedback_residuals
from ranking.selectors.drift.rounds import Finished, anchor_residuals, judge_residuals
from ranking.stats.drift import Observation


@dataclass(frozen=True)
class Read:
    """Residuals in order, the cursor after them, and whether there is more behind it."""

    observations: list[Observation] = field(default_factory=list)
    cursor: dict[str, Any] = field(default_factory=dict)
    more: bool = False


@dataclass
class Source:
    """What a look reads: a project's finished rounds, each loaded at most once, and the feedback up to a key."""

    # The key up to which every row of feedback is there; without it none is read in this look.
    feedback_to: int | None
    rounds: dict[int, Finished] = field(default_factory=dict)

    def unread(self, watch: Watch) -> list[Finished]:
        """Rounds that the watch has not read, in order."""
        seen = watch.cursor.get("rounds", [])
        rows = Round.objects.answered().filter(project=watch.project_id).exclude(pk__in=seen).select_related("project")
        return [self.rounds.setdefault(round.pk, Finished(round)) for round in rows.order_by("number")]


def _judge(watch: Watch, source: Source) -> Read:
    seen, found = list(watch.cursor.get("rounds", [])), []
    for finished in source.unread(watch):
        if watch.mapping is not None and watch.mapping.document:
            found += judge_residuals(finished, watch.mapping)
        seen.append(finished.round.pk)
    return Read(found, {"rounds": seen})


def _rater(watch: Watch, source: Source) -> Read:
    seen, found = list(watch.cursor.get("rounds", [])), []
    reference = dict(watch.cursor.get("reference", {}))
    for finished in source.unread(watch):
        if watch.dimension is not None:
            anchored = anchor_residuals(finished, watch.dimension.name, reference)
            found += anchored.residuals.get(watch.of, [])
            reference |= anchored.reference
        seen.append(finished.round.pk)
    return Read(found, {"rounds": seen, "reference": reference})


def _feedback(watch: Watch, source: Source) -> Read:
    after = int(watch.cursor.get("feedback", 0))
    if watch.dimension is None or source.feedback_to is None:
        return Read([], {"feedback": after})
    found, last, more = feedback_residuals(
        project=watch.project,
        dimension=watch.dimension,
        mapping=watch.mapping,
        after=after,
        upto=source.feedback_to,
    )
    return Read(found, {"feedback": last}, more)


STREAMS: dict[str, Callable[[Watch, Source], Read]] = {
    Watch.Kind.JUDGE: _judge,
    Watch.Kind.RATER: _rater,
    Watch.Kind.FEEDBACK: _feedback,
}
