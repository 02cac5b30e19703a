"""What must hold between rows and no constraint can say. Each check names the rows that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isclose

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from annotations.handout.policy import Policy
from annotations.models import (
    Adjudication,
    Assignment,
    Ballot,
    Dimension,
    Gold,
    Item,
    Participation,
    Rater,
    Response,
    Round,
    Score,
    Task,
    TaskResponse,
    TemplateVersion,
)
from annotations.names import PEOPLE, dimension_fault, judge_fault
from ranking.models import Confirmation, Fit

State = Assignment.State
PERSON = Rater.Kind.PERSON
CHUNK = 5_000


def taken_is_held() -> Iterator[str]:
    """Places counted as taken, against the assignments that hold one."""
    held = Count("assignments", filter=Q(assignments__holds_place=True))
    for task in Task.objects.annotate(held=held).exclude(taken=F("held")).iterator():
        yield f"task {task.pk}: taken is {task.taken}, and {task.held} assignments hold a place"
    for task in Task.objects.annotate(held=held).filter(held__gt=F("overlap")).iterator():
        yield f"task {task.pk}: {task.held} assignments hold a place, and the overlap is {task.overlap}"


def places_are_peoples_first() -> Iterator[str]:
    """People's first answers hold a place; judges and repeats never do."""
    beside = ~Q(rater__kind=PERSON) | Q(repeat__gt=0) | ~Q(variant="") | Q(task__gold__isnull=False)
    wrong = Assignment.objects.filter(beside, holds_place=True)
    yield from _named(wrong, "assignment", "holds a place, and is a judge's, a repeat, a check or a decision")
    lost = Assignment.objects.filter(
        holds_place=False, rater__kind=PERSON, variant="", repeat=0, task__gold=None,
        state__in=[State.OPEN, State.DONE],
    )  # fmt: skip
    yield from _named(lost, "assignment", "is a person's first, and holds no place")


def done_means_answered() -> Iterator[str]:
    """A done assignment has what its kind of task asks for, and only a done one has."""
    scored = Exists(Score.objects.filter(assignment=OuterRef("pk")))
    balloted = Exists(Ballot.objects.filter(assignment=OuterRef("pk")))
    rating, done = Q(task__kind=Task.Kind.RATING), Assignment.objects.filter(state=State.DONE)
    yield from _named(done.filter(rating).filter(~scored), "assignment", "is done and has no score")
    yield from _named(done.exclude(rating).filter(~balloted), "assignment", "is done and has no ballot")
    others = Assignment.objects.exclude(state=State.DONE).filter(scored | balloted)
    yield from _named(others, "assignment", "has an answer and is not done")
    crossed = Assignment.objects.filter((rating & balloted) | (~rating & scored))
    yield from _named(crossed, "assignment", "has an answer of another kind than its task")


def ballots_name_their_task() -> Iterator[str]:
    """Ballots and shown orders name responses of their task, each once."""
    tasks: dict[int, set[int]] = {}
    ballots = Ballot.objects.order_by("assignment__task_id").values_list("pk", "assignment__task_id", "ranking")
    for pk, task, ranking in ballots.iterator(chunk_size=CHUNK):
        named = [response for tie in ranking for response in tie]
        if problem := _misnamed(named, _responses(task, tasks)):
            yield f"ballot {pk}: {problem}"
    orders = Assignment.objects.exclude(shown=None).order_by("task_id").values_list("pk", "task_id", "shown")
    for pk, task, shown in orders.iterator(chunk_size=CHUNK):
        if problem := _misnamed(shown or [], _responses(task, tasks)):
            yield f"assignment {pk}, shown order: {problem}"


def tasks_show_their_item() -> Iterator[str]:
    """A task shows responses of its item: one to rate, two to compare, more to rank."""
    astray = TaskResponse.objects.exclude(response__item=F("task__item"))
    yield from _named(astray, "task response", "shows a response of another item")
    counted = Task.objects.annotate(shows=Count("task_responses"))
    wrong = Q(kind=Task.Kind.RATING) & ~Q(shows=1) | Q(kind=Task.Kind.COMPARISON) & ~Q(shows=2) | Q(shows=0)
    wrong |= Q(kind__in=[Task.Kind.RANKING, Task.Kind.BEST_WORST], shows__lt=3)
    for task in counted.filter(wrong).iterator():
        yield f"task {task.pk}: is a {task.kind} of {task.shows} responses"


def one_project() -> Iterator[str]:
    """Rows that belong together belong to one project."""
    strangers = Assignment.objects.exclude(rater__project=F("task__round__project"))
    yield from _named(strangers, "assignment", "has a rater of another project")
    yield from _named(Task.objects.exclude(item__project=F("round__project")), "task", "has an item of another project")
    for model, name in ((Score, "score"), (Ballot, "ballot")):
        foreign = model.objects.exclude(dimension=None).exclude(
            dimension__rubric__project=F("assignment__task__round__project")
        )
        yield from _named(foreign, name, "is on a dimension of another project")
    other = Response.objects.exclude(round=None).exclude(round__project=F("item__project"))
    yield from _named(other, "response", "is of an item of another project than its round")
    fits = Fit.objects.exclude(round=None).exclude(round__project=F("project"))
    yield from _named(fits, "fit", "is of a round of another project")


def people_stay_on_the_scale() -> Iterator[str]:
    """People's scores lie on their dimension's scale and were read."""
    of_people = Score.objects.filter(assignment__rater__kind=PERSON)
    beyond = Q(value__lt=F("dimension__minimum")) | Q(value__gt=F("dimension__maximum"))
    numeric = ~Q(dimension__kind=Dimension.Kind.CATEGORY)
    yield from _named(of_people.filter(beyond & numeric), "score", "is a person's, and off the scale")
    yield from _named(of_people.filter(unreadable=True), "score", "is a person's, and unreadable")


def used_versions_are_marked() -> Iterator[str]:
    """A version that a round or a response used is closed to edits."""
    used = Exists(Response.objects.filter(version=OuterRef("pk"))) | Exists(
        Round.versions.through.objects.filter(templateversion=OuterRef("pk"), round__launched_at__isnull=False)
    )
    yield from _named(
        TemplateVersion.objects.filter(used, used_at=None), "version", "was used, and can still be edited"
    )


def imports_stand_whole() -> Iterator[str]:
    """Nothing that shows rests on rows of an import that does not."""
    unseen = Q(batch__isnull=False, batch__committed_at=None)
    shown = Q(round__batch=None) | Q(round__batch__committed_at__isnull=False)
    hidden_items = Item.objects.filter(unseen)
    yield from _named(
        Task.objects.filter(shown, item__in=hidden_items), "task", "is on an item of an unfinished import"
    )
    raters = Rater.objects.filter(unseen)
    rounds = Q(task__round__batch=None) | Q(task__round__batch__committed_at__isnull=False)
    yield from _named(
        Assignment.objects.filter(rounds, rater__in=raters), "assignment", "has an unfinished import's rater"
    )
    open_rounds = Round.objects.filter(origin=Round.Origin.IMPORTED).exclude(state=Round.State.CLOSED)
    yield from _named(open_rounds, "round", "is imported, and not closed")


def checks_hold_no_place() -> Iterator[str]:
    """A check has no places, and a task never more than the round's hand-out allows."""
    yield from _named(Task.objects.filter(gold__isnull=False, overlap__gt=0), "task", "is a check, and has places")
    for round in Round.objects.filter(policy__has_key="overlap_cap").only("pk", "policy", "overlap"):
        cap = Policy.read(round.policy).overlap_cap
        if cap is not None:
            wider = Task.objects.filter(round=round, overlap__gt=max(cap, round.overlap))
            yield from _named(wider, "task", f"has more places than the round's limit of {cap}")


def repeats_follow_an_answer() -> Iterator[str]:
    """Whatever is asked again was answered once. Imported answers count their repeats from 0 too."""
    first = Assignment.objects.filter(
        task=OuterRef("task"), rater=OuterRef("rater"), variant=OuterRef("variant"), repeat=0, state=State.DONE
    )
    repeats = Assignment.objects.filter(repeat__gt=0, state__in=[State.OPEN, State.DONE])
    yield from _named(repeats.filter(~Exists(first)), "assignment", "is a repeat, and there is no first answer")


def decisions_are_reviewers() -> Iterator[str]:
    """A decision belongs to the adjudication of its task, and to the person who settled it."""
    decisions = Assignment.objects.filter(variant=Assignment.ADJUDICATION)
    yield from _named(decisions.filter(adjudication=None), "assignment", "is a decision of no adjudication")
    rows = Adjudication.objects.filter(state=Adjudication.State.SETTLED)
    yield from _named(rows.filter(decision=None), "adjudication", "is settled without a decision")
    astray = ~Q(decision__variant=Assignment.ADJUDICATION) | ~Q(decision__task=F("task"))
    astray |= Q(settled_by__isnull=False) & ~Q(decision__rater__user=F("settled_by"))
    yield from _named(rows.filter(astray, decision__isnull=False), "adjudication", "has another's decision")


def participations_count() -> Iterator[str]:
    """What a participation says is done, skipped and asked again is. Training counts for nothing."""
    for name, rows in PARTS.items():
        own = Q(rater__assignments__task__round=F("round"), rater__assignments__variant="", **rows)
        trained = Q(rater__assignments__task__gold__purpose=Gold.Purpose.TRAINING)
        counts = Count("rater__assignments", filter=own) - Count("rater__assignments", filter=own & trained)
        parts = Participation.objects.filter(rater__kind=PERSON, round__origin__in=_origins(name))
        for part in parts.annotate(counted=counts).exclude(**{name: F("counted")}).iterator():
            yield f"participation {part.pk}: says {getattr(part, name)} {name}, and there are {part.counted}"


def checks_add_up() -> Iterator[str]:
    """A rater's accuracy is that of the latest checks they answered."""
    for part in Participation.objects.filter(checked__gt=0).iterator():
        checks = Assignment.objects.filter(
            rater=part.rater_id, task__round=part.round_id, task__gold__isnull=False, variant="", state=State.DONE
        ).exclude(task__gold__purpose=Gold.Purpose.TRAINING)
        rows = checks.filter(correct__isnull=False).order_by("-submitted_at", "-pk")
        met = list(rows.values_list("correct", flat=True)[: part.checked])
        if len(met) < part.checked or not isclose(sum(one or 0 for one in met), part.right, abs_tol=1e-6):
            yield f"participation {part.pk}: says {part.right:g} of {part.checked} checks right, and the rows differ"


# How each total of a participation is found among the rater's assignments.
PARTS: dict[str, dict[str, object]] = {
    "done": {"rater__assignments__state": State.DONE},
    "skipped": {"rater__assignments__state": State.SKIPPED},
    "repeats": {"rater__assignments__state": State.DONE, "rater__assignments__repeat__gt": 0},
}


def plans_stand() -> Iterator[str]:
    """What was fixed before the round of a test started, against its fingerprint; and its versions, its round's."""
    for test in Confirmation.objects.select_related("round").iterator():
        if not test.is_as_fixed:
            yield f"confirmation {test.pk}: its plan is not the one that was fixed"
    strangers = ~Q(new__template=F("template")) | ~Q(old__template=F("template")) | ~Q(round__project=F("project"))
    yield from _named(Confirmation.objects.filter(strangers), "confirmation", "its versions or round are others'")


def names_are_free() -> Iterator[str]:
    """A dimension or judge of before such names were refused hides what the report keeps under its name."""
    for dimension in Dimension.objects.iterator():
        if (fault := dimension_fault(dimension.name)) is not None:
            yield f"dimension {dimension.pk}: {fault}"
    for judge in Rater.objects.filter(kind=Rater.Kind.JUDGE, name=PEOPLE):
        yield f"judge {judge.pk}: {judge_fault(judge.name)}"


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "places taken are places held": taken_is_held,
    "places are held by people's first answers": places_are_peoples_first,
    "done means answered": done_means_answered,
    "ballots name responses of their task": ballots_name_their_task,
    "tasks show responses of their item": tasks_show_their_item,
    "rows belong to one project": one_project,
    "people's scores are on the scale": people_stay_on_the_scale,
    "used versions are closed": used_versions_are_marked,
    "imports stand whole": imports_stand_whole,
    "checks hold no place, and tasks keep to the limit": checks_hold_no_place,
    "repeats follow a first answer": repeats_follow_an_answer,
    "decisions belong to their reviewers": decisions_are_reviewers,
    "participations count what is done": participations_count,
    "accuracy counts the latest checks": checks_add_up,
    "plans of tests stand as they were fixed": plans_stand,
    "names are free of what reports are keyed by": names_are_free,
}


def _origins(name: str) -> list[str]:
    """Imports keep no count of repeats."""
    return [Round.Origin.HERE] if name == "repeats" else list(Round.Origin.values)


def _named(rows: QuerySet, kind: str, problem: str) -> Iterator[str]:
    for pk in rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield f"{kind} {pk}: {problem}"


def _responses(task: int, known: dict[int, set[int]]) -> set[int]:
    """The task's responses, fetched for a run of tasks at once."""
    if task not in known:
        known.clear()
        rows = TaskResponse.objects.filter(task_id__gte=task, task_id__lt=task + CHUNK)
        for key, response in rows.values_list("task_id", "response_id"):
            known.setdefault(key, set()).add(response)
    return known.setdefault(task, set())


def _misnamed(named: list[int], responses: set[int]) -> str:
    if strangers := sorted(set(named) - responses):
        return f"names {strangers}, which its task does not show"
    return "names a response twice" if len(set(named)) < len(named) else ""
