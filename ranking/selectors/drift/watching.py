"""What a project watches, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from annotations.models import Project
from annotations.telling import percent
from ranking.models import Alarm, Watch
from ranking.selectors.drift.charts import chart_of
from ranking.selectors.pseudonyms import alias_of


@dataclass(frozen=True)
class Watched:
    """One watch: what it is of, how much it read, how far its sum stands from an alarm (0 to 1), and whether it stands
    still for an alarm. `usual` is how many residuals it still needs to know what is usual (0: it knows)."""

    kind: str
    of: str
    dimension: str
    read: int
    share: float
    usual: int
    halted: bool
    looked_at: datetime | None

    @property
    def on_the_way(self) -> str:
        """How far it is on the way to an alarm, in percent; a dash for what has no sum."""
        return percent(self.share) if self.read else "–"


def watching(project: Project, *, named: bool) -> list[Watched]:
    """A project's watches; raters bear pseudonyms unless they may be `named`."""
    chart = chart_of(project)
    halted = set(
        Alarm.objects.filter(project=project).exclude(state=Alarm.State.CLOSED).values_list("watch", flat=True)
    )
    found = []
    for watch in Watch.objects.filter(project=project).select_related("dimension"):
        state = watch.state
        of = watch.of
        if watch.kind == Watch.Kind.RATER and of and not named:
            of = alias_of(project, of)
        if watch.kind == Watch.Kind.MODEL:
            of = f"{of}: {state.get('model') or '–'}"
        highest = max(state.get("up", 0.0), state.get("down", 0.0)) / chart.height
        missing = max(0, chart.warm - len(state.get("usual", []))) * chart.size
        found.append(
            Watched(
                str(watch.get_kind_display()),
                of,
                str(watch.dimension or ""),
                state.get("rows", 0),
                min(1.0, highest),
                0 if watch.kind == Watch.Kind.MODEL else missing,
                watch.pk in halted,
                watch.looked_at,
            )
        )
    return found
