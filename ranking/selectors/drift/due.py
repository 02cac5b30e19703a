"""Which projects have something to look at."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from annotations.models import Feedback, Job, Project, Round
from ranking.models import Alarm, Fit
from ranking.selectors.drift.feedback import SETTLED

WATCH = "ranking.watch"


def projects_unwatched(*, now: datetime) -> Iterator[tuple[Project, str]]:
    """Projects in which something came in that no look has read, with a trace of what that is.

    Only where there are figures or feedback can something have moved.
    """
    fits = Fit.objects.filter(project=OuterRef("pk"))
    said = Feedback.objects.filter(project=OuterRef("pk"))
    for project in Project.objects.filter(Exists(fits) | Exists(said)).order_by("pk"):
        trace = trace_of(project, now=now)
        last = Job.objects.filter(celery_name=WATCH, project=project).order_by("-pk").first()
        if last is None or last.arguments.get("trace") != trace:
            yield project, trace


def trace_of(project: Project, *, now: datetime) -> str:
    """Changes whenever something came in that a watch may read: rounds, feedback, figures, and closed alarms."""
    states = Round.objects.visible().filter(project=project).order_by("pk").values_list("pk", "state")
    rounds = ",".join(f"{pk}{state[:3]}" for pk, state in states)
    settled = Feedback.objects.filter(project=project, received_at__lte=now - SETTLED)
    last = settled.order_by("-pk").values_list("pk", flat=True).first()
    fit = Fit.objects.filter(project=project).order_by("-pk").values_list("pk", flat=True).first()
    closed = Alarm.objects.filter(project=project, state=Alarm.State.CLOSED).count()
    return f"{rounds}:{last}:{fit}:{closed}"
