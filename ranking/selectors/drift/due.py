"""Which projects have something to look at."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from annotations.models import Feedback, Job, Project, Round
from annotations.selectors.feedback import feedback_complete
from ranking.models import Alarm, Fit

WATCH = "ranking.watch"


def projects_unwatched() -> Iterator[tuple[Project, str]]:
    """Projects in which something came in that no look has read, with a trace of what that is.

    Only where there are figures or feedback can something have moved. While feedback is being written, none: the next
    sweep asks again.
    """
    upto = feedback_complete()
    if upto is None:
        return
    fits = Fit.objects.filter(project=OuterRef("pk"))
    said = Feedback.objects.filter(project=OuterRef("pk"))
    for project in Project.objects.filter(Exists(fits) | Exists(said)).order_by("pk"):
        trace = trace_of(project, feedback_to=upto)
        last = Job.objects.filter(celery_name=WATCH, project=project).order_by("-pk").first()
        if last is None or last.arguments.get("trace") != trace:
            yield project, trace


def trace_of(project: Project, *, feedback_to: int) -> str:
    """Changes whenever something came in that a watch may read: rounds, feedback, figures, and closed alarms."""
    states = Round.objects.visible().filter(project=project).order_by("pk").values_list("pk", "state")
    rounds = ",".join(f"{pk}{state[:3]}" for pk, state in states)
    said = Feedback.objects.filter(project=project, pk__lte=feedback_to)
    last = said.order_by("-pk").values_list("pk", flat=True).first()
    fit = Fit.objects.filter(project=project).order_by("-pk").values_list("pk", flat=True).first()
    closed = Alarm.objects.filter(project=project, state=Alarm.State.CLOSED).count()
    return f"{rounds}:{last}:{fit}:{closed}"
