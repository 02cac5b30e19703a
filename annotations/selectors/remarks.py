"""What people said beside their answers in a round: skips with reasons, and flags. The rows behind the counts."""

from django.db.models import Prefetch, QuerySet

from annotations.models import Assignment, Round, Task
from annotations.selectors.monitoring import of_people

SKIPS, FLAGS, STUCK = "skips", "flags", "stuck"
KINDS = (SKIPS, FLAGS, STUCK)


def remarks_of(round: Round, *, kind: str, rater: int | None = None) -> QuerySet[Assignment]:
    """The skipped, or the flagged, of a round, the newest first; of one rater if named."""
    rows = of_people(round)
    if kind == SKIPS:
        rows = rows.filter(state=Assignment.State.SKIPPED)
    else:
        rows = rows.filter(state=Assignment.State.DONE).exclude(flags=[])
    if rater is not None:
        rows = rows.filter(rater=rater)
    shown = Task.objects.select_related("item", "adjudication").prefetch_related("task_responses")
    return rows.select_related("rater").prefetch_related(Prefetch("task", queryset=shown)).order_by("-pk")


def task_of(round: Round, pk: int) -> Task | None:
    """One task of the round."""
    return Task.objects.filter(round=round, pk=pk).first()
