"""A test of a new version as it goes: planned by its service, generated without a model, answered in bulk."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from annotations.models import (
    Assignment,
    Ballot,
    CounterfactualSet,
    Dimension,
    Endpoint,
    Item,
    Job,
    Participation,
    Project,
    Rater,
    Response,
    Round,
    Score,
    Task,
    TemplateVersion,
)
from annotations.services.responses import responses_plan
from annotations.services.rounds import round_collect
from ranking.models import Confirmation
from ranking.services.confirmations import Design, confirmation_plan
from tests.ranking.made import make_items, make_template

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
# (is it the new version, the item's place, the rater's place, the dimension) -> a score.
ScoreOf = Callable[[bool, int, int, str], float]


def two_versions(project: Project, **new: object) -> tuple[TemplateVersion, TemplateVersion]:
    """The one that is served, and one that came of it."""
    old = make_template(project)
    return old, make_template(project, parent=old, **{"principles": ["Answer first."], **new})


def endpoint_of(project: Project) -> Endpoint:
    return Endpoint.objects.get_or_create(name="model", defaults={"base_url": "http://127.0.0.1:9/v1"})[0]


def design(project: Project, **chosen: object) -> Design:
    """The design of a test of the project's second version against its first."""
    old, new = TemplateVersion.objects.filter(template__project=project).order_by("number")[:2]
    return Design(**{"new": new, "old": old, "endpoint": endpoint_of(project), "overlap": 2, **chosen})


def launched(
    project: Project, *, items: int = 40, now: datetime = NOW, seed: int = 5, **chosen: object
) -> Confirmation:
    """A test whose round collects answers; both versions are made where the project has none."""
    if not TemplateVersion.objects.filter(template__project=project).exists():
        two_versions(project)
    if not Item.objects.filter(project=project, split="evaluate").exists():
        make_items(project, items, split="evaluate")
    made = confirmation_plan(project=project, design=design(project, **chosen), seed=seed, now=now).confirmation
    generated(made.round)
    return Confirmation.objects.get(pk=made.pk)


def generated(round: Round) -> None:
    """Every response that the plan asks for is there, and people can answer."""
    responses_plan(round=round)
    Response.objects.filter(round=round).update(state=Response.State.DONE, text="words", model="small")
    Job.objects.filter(round=round).update(state=Job.State.DONE)
    round.refresh_from_db()
    round_collect(round=round)


def answered(
    confirmation: Confirmation,
    score_of: ScoreOf,
    *,
    share: float = 1.0,
    at: datetime = NOW,
    prefers: Callable[[int, int], float] = lambda item, rater: 0.0,
) -> None:
    """People answer the first `share` of the items, an item a minute; what was answered before is left out.

    `prefers` says of the item and the rater whether new (1), old (-1) or neither (0) is better.
    """
    round = confirmation.round
    raters = [
        Rater.objects.get_or_create(project=confirmation.project, name=f"rater {k}")[0] for k in range(round.overlap)
    ]
    dimensions = list(Dimension.objects.filter(rubric__project=confirmation.project))
    items = sorted({task.item_id for task in round.tasks.filter(gold=None)})
    places = {item: place for place, item in enumerate(items)}
    wanted = set(items[: round_up(share * len(items))])
    tasks = round.tasks.filter(gold=None, taken=0, item__in=wanted).prefetch_related("responses")
    for task in tasks:
        _answer(task, places[task.item_id], raters, dimensions, confirmation, score_of, prefers, at)
    for rater in raters:
        Participation.objects.get_or_create(round=round, rater=rater)


def round_up(value: float) -> int:
    return int(-(-value // 1))


def _answer(
    task: Task, place: int, raters: Sequence[Rater], dimensions: Sequence[Dimension], confirmation: Confirmation,
    score_of: ScoreOf, prefers: Callable[[int, int], float], at: datetime,
) -> None:  # fmt: skip
    responses = sorted(task.responses.all(), key=lambda one: one.version_id == confirmation.new_id)
    made = Assignment.objects.bulk_create(
        Assignment(
            task=task, rater=rater, state=Assignment.State.DONE, holds_place=True, shown=[one.pk for one in responses],
            submitted_at=at + timedelta(minutes=place), seconds=20.0,
        )
        for rater in raters
    )  # fmt: skip
    Task.objects.filter(pk=task.pk).update(taken=len(raters))
    if task.kind == Task.Kind.RATING:
        new = responses[0].version_id == confirmation.new_id
        Score.objects.bulk_create(
            Score(assignment=one, dimension=dimension, value=score_of(new, place, k, dimension.name))
            for k, one in enumerate(made)
            for dimension in dimensions
        )
        return
    old_pk, new_pk = (one.pk for one in responses)
    rankings = {1.0: [[new_pk], [old_pk]], -1.0: [[old_pk], [new_pk]], 0.0: [[old_pk, new_pk]]}
    Ballot.objects.bulk_create(
        Ballot(assignment=one, ranking=rankings[float(prefers(place, k))]) for k, one in enumerate(made)
    )


def closed(confirmation: Confirmation, *, state: str = Round.State.REVIEW) -> Confirmation:
    """The round is over; its figures are there."""
    Round.objects.filter(pk=confirmation.round_id).update(state=state)
    return Confirmation.objects.get(pk=confirmation.pk)


def counterfactual_items(project: Project, sets: int, *, split: str = "evaluate") -> None:
    """Sets of two items that differ in a name alone."""
    for number in range(sets):
        made = CounterfactualSet.objects.create(project=project, external_id=f"set {number}", attribute="gender")
        for value in ("Ayşe", "Murat"):
            Item.objects.create(
                project=project, external_id=f"{number}-{value}", prompt=f"{value} asks {number}", split=split,
                counterfactual_set=made, attribute_value=value,
            )  # fmt: skip


def gain(points: float, *, guard: float = 0.0) -> ScoreOf:
    """Scores around 3 that differ by item and rater alike for both; the new version has so many points more."""

    def score(new: bool, item: int, rater: int, dimension: str) -> float:
        base = 2.5 + (item * 7 % 5) * 0.25 + (item * 3 + rater * 5 + new * 11) % 4 * 0.25
        return base + (points if dimension == "helpfulness" else guard) * new

    return score
