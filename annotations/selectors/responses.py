"""Responses with what people said of them: the rows behind every figure."""

from django.db.models import Prefetch, QuerySet

from annotations.models import Assignment, Project, Response, Round, Task
from annotations.selectors.counted import counted

FILTERS = {
    "round": "round__number",
    "version": "version__number",
    "template": "version__template__name",
    "model": "model",
    "temperature": "temperature",
    "split": "item__split",
    "category": "item__category",
    "state": "state",
}
NUMBERS = {"round", "version", "temperature"}


def responses_of(project: Project, **chosen: str) -> QuerySet[Response]:
    """A project's visible responses, filtered by the names of FILTERS; a word where a number is due finds none."""
    rows = Response.objects.visible().filter(item__project=project).select_related("item", "round", "version__template")
    for name, value in chosen.items():
        if name in NUMBERS and not _is_number(value):
            return rows.none()
        rows = rows.filter(**{FILTERS[name]: value})
    return rows.order_by("pk")


def response_of(project: Project, pk: int) -> Response | None:
    """One response of the project, with its item."""
    return responses_of(project).filter(pk=pk).first()


def answers_about(response: Response) -> QuerySet[Assignment]:
    """The finished answers of people and, once its round takes no more, of judges too."""
    rows = Assignment.objects.filter(counted(), task__responses=response, state=Assignment.State.DONE)
    rows = rows.exclude(task__round__batch__isnull=False, task__round__batch__committed_at=None)
    if response.round and response.round.state in (Round.State.GENERATING, Round.State.COLLECTING):
        rows = rows.exclude(rater__kind="judge")
    shown = Prefetch("task", queryset=Task.objects.prefetch_related("task_responses").select_related("round"))
    return (
        rows.select_related("rater").prefetch_related("scores__dimension", "ballots__dimension", shown).order_by("pk")
    )


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return value.lower() not in ("nan", "inf", "-inf", "infinity", "-infinity")
