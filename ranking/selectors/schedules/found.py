"""Which schedules there are, and what they did."""

from django.db.models import QuerySet

from annotations.models import Project
from ranking.models import Schedule, ScheduleEntry


def schedule_of(project: Project) -> Schedule:
    """The project's schedule; a new one, off and not stored, where it has none."""
    found = Schedule.objects.filter(project=project).select_related("plan_round", "by").first()
    return found or Schedule(project=project)


def schedules_on() -> QuerySet[Schedule]:
    """Those that are switched on."""
    return Schedule.objects.filter(enabled=True).select_related("project")


def entries_of(project: Project) -> QuerySet[ScheduleEntry]:
    """What the project's schedule did, the newest first."""
    return ScheduleEntry.objects.filter(project=project).select_related("round", "alarm", "by")
