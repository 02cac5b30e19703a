"""Makes a project of any size, for measuring the hand-out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from annotations.models import ApiToken, Dimension, Item, Membership, Project, Response, Round, Rubric, Task, User
from annotations.services.errors import Invalid
from annotations.services.tasks import tasks_build
from annotations.services.tokens import token_create

CHUNK = 500
DIMENSIONS = ("helpfulness", "correctness", "clarity", "style")
# Four responses make four ratings and one ranking; what is left of a number of tasks, smaller items make up.
TASKS_OF_FULL = 5
REST = {0: [], 1: [1], 2: [2], 3: [2, 1], 4: [3]}
VALID = timedelta(days=7)


class LoadtestInvalid(Invalid):
    """The size asked for cannot be."""


@dataclass(frozen=True)
class Loadtest:
    """The project's slug, and a token for each of its annotators."""

    project: str
    tokens: list[str]


def loadtest_seed(
    *, tasks: int, annotators: int, overlap: int, now: datetime, progress: Callable[[int], None] = lambda _items: None
) -> Loadtest:
    """This function will make a new project with so many open tasks and annotators, in short transactions."""
    faults = {
        name: "Give a whole number of at least 1."
        for name, value in {"tasks": tasks, "annotators": annotators, "overlap": overlap}.items()
        if value < 1
    }
    if faults:
        raise LoadtestInvalid(faults)
    round = _round(overlap, now)
    sizes = [4] * (tasks // TASKS_OF_FULL) + REST[tasks % TASKS_OF_FULL]
    for count in _items(round, iter(enumerate(sizes))):
        progress(count)
    tasks_build(round=round)
    Round.objects.filter(pk=round.pk).update(state=Round.State.COLLECTING)
    tokens = [_annotator(round.project, number, now) for number in range(annotators)]
    return Loadtest(round.project.slug, tokens)


@transaction.atomic
def _round(overlap: int, now: datetime) -> Round:
    number = Project.objects.filter(slug__startswith="loadtest-").count() + 1
    while Project.objects.filter(slug=f"loadtest-{number}").exists():
        number += 1
    project = Project.objects.create(slug=f"loadtest-{number}", name=f"Load test {number}", created_at=now)
    rubric = Rubric.objects.create(project=project)
    Dimension.objects.bulk_create(
        Dimension(rubric=rubric, name=name, label=name.title(), position=place, is_primary=place == 0)
        for place, name in enumerate(DIMENSIONS)
    )
    return Round.objects.create(
        project=project,
        number=1,
        state=Round.State.GENERATING,
        kinds=[Task.Kind.RATING, Task.Kind.RANKING],
        overlap=overlap,
        seed=number,
        created_at=now,
    )


def _items(round: Round, sizes: Iterator[tuple[int, int]]) -> Iterator[int]:
    made = 0
    while chunk := list(islice(sizes, CHUNK)):
        with transaction.atomic():
            items = Item.objects.bulk_create(
                Item(project=round.project, external_id=f"item-{place}", prompt=f"Question {place}?", language="en")
                for place, _size in chunk
            )
            Response.objects.bulk_create(
                Response(
                    item=item, round=round, sample=sample, state=Response.State.DONE,
                    text=f"Answer {sample} to question {place}. " + "It goes on for a while. " * 8,
                )
                for item, (place, size) in zip(items, chunk, strict=True)
                for sample in range(size)
            )  # fmt: skip
        made += len(chunk)
        yield made


@transaction.atomic
def _annotator(project: Project, number: int, now: datetime) -> str:
    user = User(username=f"{project.slug}-annotator-{number}")
    user.set_unusable_password()
    user.save()
    Membership.objects.create(project=project, user=user, role=Membership.Role.ANNOTATOR)
    made = token_create(
        user=user, project=project, name="load test", scope=ApiToken.Scope.ANNOTATE, expires_at=now + VALID, now=now
    )
    return made.secret
