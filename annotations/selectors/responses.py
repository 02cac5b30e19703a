"""Responses with what people said of them: the rows behind every figure."""

from math import isfinite

from django.db.models import Avg, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from annotations.models import Assignment, Project, Response, Round, Score, Task, TaskResponse
from annotations.selectors.counted import counted

# What a response or its item is.
FIELDS = {
    "version": "version__number",
    "template": "version__template__name",
    "model": "model",
    "temperature": "temperature",
    "split": "item__split",
    "category": "item__category",
    "language": "item__language",
    "dataset": "item__dataset",
    "item": "item__external_id",
    "attribute": "item__counterfactual_set__attribute",
    "value": "item__attribute_value",
    "set": "item__counterfactual_set__external_id",
    "state": "state",
}
# What was said of it: one answer must fit all of these.
ANSWERS = ("answered", "judge", "rater", "dimension", "kind")
FILTERS = ("round", *FIELDS, *ANSWERS)
WHOLE = {"round", "version", "rater"}
NUMBERS = {*WHOLE, "temperature"}
SORTS = ("people", "judge", "gap")
OPEN = (Round.State.GENERATING, Round.State.COLLECTING)


def responses_of(project: Project, **chosen: str) -> QuerySet[Response]:
    """A project's visible responses, filtered by the names of FILTERS; a word where a number is due finds none.

    With a `dimension`, each bears `people_mean`, `people_n` and `judge_mean` on it (the chosen judge's, else all
    judges'), and `gap`, the judge's less people's.
    """
    rows: QuerySet[Response] = Response.objects.visible().filter(item__project=project)
    rows = rows.select_related("item", "round", "version__template")
    if any(not _is_number(chosen[name], whole=name in WHOLE) for name in NUMBERS & chosen.keys()):
        return rows.none()
    for name, value in chosen.items():
        if name in FIELDS:
            rows = rows.filter(**{FIELDS[name]: value})
    if "round" in chosen:
        rows = rows.filter(_of_round(project, chosen["round"]))
    if any(name in chosen for name in ANSWERS):
        rows = rows.filter(Exists(_answers(chosen)))
    if "dimension" in chosen:
        rows = _with_means(rows, chosen["dimension"], chosen.get("judge", ""))
    return rows.order_by("pk")


def sorted_by(rows: QuerySet[Response], sort: str) -> QuerySet[Response]:
    """Responses with means, the lowest of people first, the highest of the judge, or where they part the most."""
    order = {"people": F("people_mean").asc(nulls_last=True), "judge": F("judge_mean").desc(nulls_last=True)}
    if sort == "gap":
        return rows.annotate(apart=F("gap") * F("gap")).order_by(F("apart").desc(nulls_last=True), "pk")
    return rows.order_by(order[sort], "pk")


def response_of(project: Project, pk: int) -> Response | None:
    """One response of the project, with its item."""
    return responses_of(project).filter(pk=pk).first()


def answers_about(response: Response) -> QuerySet[Assignment]:
    """The finished answers of people and, once its round takes no more, of judges too."""
    rows = Assignment.objects.filter(counted(), task__responses=response, state=Assignment.State.DONE)
    rows = rows.exclude(task__round__batch__isnull=False, task__round__batch__committed_at=None)
    if response.round and response.round.state in OPEN:
        rows = rows.exclude(rater__kind="judge")
    shown = Prefetch("task", queryset=Task.objects.prefetch_related("task_responses").select_related("round"))
    return (
        rows.select_related("rater").prefetch_related("scores__dimension", "ballots__dimension", shown).order_by("pk")
    )


def _of_round(project: Project, number: str) -> Q:
    """Made in the round, or answered in it: imported responses are of no round, their answers are."""
    tasks = TaskResponse.objects.filter(
        response=OuterRef("pk"), task__round__project=project, task__round__number=number
    )
    return Q(round__number=number) | Q(Exists(tasks))


def _answers(chosen: dict[str, str]) -> QuerySet[Assignment]:
    """The finished answers about a response that all of the chosen words fit; judges' once their round is over."""
    rows = Assignment.objects.filter(
        counted(), task__task_responses__response=OuterRef("pk"), state=Assignment.State.DONE
    ).exclude(rater__kind="judge", task__round__state__in=OPEN)
    if "judge" in chosen:
        rows = rows.filter(rater__kind="judge", rater__name=chosen["judge"])
    if "answered" in chosen:
        rows = rows.filter(rater__kind="person" if chosen["answered"] == "people" else "judge")
    if "rater" in chosen:
        rows = rows.filter(rater__kind="person", rater__pk=int(chosen["rater"]))
    if "kind" in chosen:
        rows = rows.filter(task__kind=chosen["kind"])
    if "dimension" in chosen:
        named = Q(scores__dimension__name=chosen["dimension"]) | Q(ballots__dimension__name=chosen["dimension"])
        rows = rows.filter(named)
    return rows


def _with_means(rows: QuerySet[Response], dimension: str, judge: str) -> QuerySet[Response]:
    said = (
        Score.objects.filter(
            counted("assignment__"), assignment__task__task_responses__response=OuterRef("pk"),
            assignment__state=Assignment.State.DONE, dimension__name=dimension, value__isnull=False,
        )
        .order_by()
        .values("assignment__task__task_responses__response")
    )  # fmt: skip
    people = said.filter(assignment__rater__kind="person")
    judges = said.filter(assignment__rater__kind="judge").exclude(assignment__task__round__state__in=OPEN)
    judges = judges.filter(assignment__rater__name=judge) if judge else judges
    return rows.annotate(
        people_mean=Subquery(people.annotate(mean=Avg("value")).values("mean")[:1]),
        people_n=Subquery(people.annotate(n=Count("pk")).values("n")[:1]),
        judge_mean=Subquery(judges.annotate(mean=Avg("value")).values("mean")[:1]),
    ).annotate(gap=F("judge_mean") - F("people_mean"))


def _is_number(value: str, *, whole: bool) -> bool:
    """Whether a database would take it for a number: of digits alone, or with decimals, and not beyond all bounds."""
    if whole:
        return value.isdecimal() and len(value) <= 18
    try:
        return isfinite(float(value))
    except ValueError:
        return False
