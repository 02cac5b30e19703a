"""Which rounds have all their answers."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from annotations.models import Assignment, Job, Round, Task
from annotations.selectors.jobs import JUDGE, LIVE
from ranking.models import Fit


def round_unanswered(round: Round) -> bool:
    """Whether a round made here was closed with nothing to compute figures of."""
    over = round.state == Round.State.CLOSED and round.origin == Round.Origin.HERE
    if not over or Fit.objects.filter(round=round).exists():
        return False
    return not Assignment.objects.filter(task__round=round, state=Assignment.State.DONE).exists()


def rounds_complete() -> QuerySet[Round]:
    """Rounds that collect, and of which nothing is missing: no free place, nothing in hand, all judges done.

    A round that waits for judges whose job failed is not complete: a person decides what to do about it.
    """
    tasks = Task.objects.filter(round=OuterRef("pk"))
    held = Assignment.objects.filter(task__round=OuterRef("pk"), state=Assignment.State.OPEN)
    jobs = Job.objects.filter(round=OuterRef("pk"))
    judged = Exists(jobs.filter(celery_name=JUDGE, state=Job.State.DONE))
    return (
        Round.objects.visible()
        .filter(state=Round.State.COLLECTING, paused=False)
        .filter(Exists(tasks), ~Exists(tasks.filter(taken__lt=F("overlap"))), ~Exists(held))
        .filter(~Exists(jobs.filter(state__in=LIVE)))
        .filter(Q(judges=None) | judged)
        .distinct()
    )
