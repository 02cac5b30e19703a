"""Alarms, as pages and counts ask for them."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from annotations.models import Project
from ranking.models import Alarm


def alarms_of(project: Project) -> QuerySet[Alarm]:
    """A project's alarms, the newest first."""
    return Alarm.objects.filter(project=project).select_related("watch__dimension", "decided_by")


def alarms_live(project: Project) -> QuerySet[Alarm]:
    """Those that are not closed."""
    return alarms_of(project).exclude(state=Alarm.State.CLOSED)


def alarms_waiting(projects: Iterable[int]) -> dict[int, int]:
    """How many open alarms each of some projects has; those without are left out."""
    rows = Alarm.objects.filter(project__in=list(projects), state=Alarm.State.OPEN).order_by()
    return dict(rows.values_list("project").annotate(n=Count("pk")))
