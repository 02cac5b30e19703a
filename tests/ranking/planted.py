"""A round that collects, with raters whose faults are known: written in bulk, so that it may be large."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from annotations.models import (
    Assignment,
    Ballot,
    Dimension,
    Item,
    Membership,
    Participation,
    Project,
    Rater,
    Response,
    Round,
    Score,
    Task,
    TaskResponse,
    User,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
Says = Callable[[int, int, Random], int]


def honest(truth: int, place: int, random: Random) -> int:
    """Near the truth."""
    return min(5, max(1, truth + random.choice([0, 0, 0, 0, 1, -1])))


def careless(truth: int, place: int, random: Random) -> int:
    """Anything."""
    return random.randint(1, 5)


def lenient(truth: int, place: int, random: Random) -> int:
    """A point more than it should be."""
    return min(5, honest(truth, place, random) + 1)


def drifting(truth: int, place: int, random: Random) -> int:
    """As others at first, a point and a half higher in the end."""
    return min(5, honest(truth, place, random) + (2 if place >= 80 else 0))


def straight(truth: int, place: int, random: Random) -> int:
    """Looks no more after a while."""
    return honest(truth, place, random) if place < 60 else 3


CAST: dict[str, Says] = {
    **dict.fromkeys(("hana", "hugo", "heike", "hasan"), honest),
    "cara": careless,
    "lena": lenient,
    "drew": drifting,
    "stan": straight,
}


def planted_round(
    project: Project, says: dict[str, Says] | None = None, *, tasks: int = 120, seconds: float = 20.0
) -> Round:
    """Everybody rates every response on the primary dimension, at the pace of one answer a minute."""
    says, random = says or CAST, Random(5)
    round, made = _tasks(project, tasks, "RATING", 1, overlap=len(says))
    dimension = Dimension.objects.get(rubric__project=project, is_primary=True)
    truths = [random.randint(1, 4) for _ in made]
    assignments, values = [], []
    raters = _raters(project, round, says, tasks)
    for place, task in enumerate(made):
        for name, rater in raters.items():
            quick = 1.0 if says[name] is straight and place >= 60 else seconds
            assignments.append(_done(task, rater, place, quick))
            values.append(says[name](truths[place], place, random))
    Assignment.objects.bulk_create(assignments, batch_size=500)
    Score.objects.bulk_create(
        [
            Score(assignment=one, dimension=dimension, value=value)
            for one, value in zip(assignments, values, strict=True)
        ],
        batch_size=500,
    )
    return round


def compared_round(project: Project, names: list[str], *, tasks: int = 40) -> Round:
    """Everybody prefers the first of two, but the last of them, who tosses a coin."""
    random = Random(5)
    round, made = _tasks(project, tasks, "COMPARISON", 2, overlap=len(names))
    assignments, ballots = [], []
    raters = _raters(project, round, names, tasks)
    for place, task in enumerate(made):
        one, two = list(task.responses.order_by("pk").values_list("pk", flat=True))
        for name, rater in raters.items():
            order = [one, two] if name != names[-1] or random.random() < 0.5 else [two, one]
            order = order if place % 4 or name == names[-1] else [two, one]
            assignments.append(_done(task, rater, place, 20.0, shown=random.sample([one, two], 2)))
            ballots.append([[pk] for pk in order])
    Assignment.objects.bulk_create(assignments)
    Ballot.objects.bulk_create(
        Ballot(assignment=one, ranking=ranking) for one, ranking in zip(assignments, ballots, strict=True)
    )
    return round


def _tasks(project: Project, count: int, kind: str, each: int, *, overlap: int) -> tuple[Round, list[Task]]:
    round = Round.objects.create(
        project=project, number=project.rounds.count() + 1, state=Round.State.COLLECTING, overlap=overlap,
        kinds=[kind], seed=3,
    )  # fmt: skip
    items = Item.objects.bulk_create(
        [Item(project=project, external_id=f"p{round.number}-{n}", prompt=f"Question {n}") for n in range(count)],
        batch_size=500,
    )
    responses = Response.objects.bulk_create(
        [
            Response(item=item, round=round, text=f"Answer {k}", sample=k, state="DONE")
            for item in items
            for k in range(each)
        ],
        batch_size=500,
    )
    tasks = Task.objects.bulk_create(
        [
            Task(round=round, item=item, kind=kind, seq=n, overlap=overlap, taken=overlap)
            for n, item in enumerate(items)
        ],
        batch_size=500,
    )
    TaskResponse.objects.bulk_create(
        [
            TaskResponse(task=task, response=responses[each * n + k], position=k)
            for n, task in enumerate(tasks)
            for k in range(each)
        ],
        batch_size=500,
    )
    return round, tasks


def _raters(project: Project, round: Round, names: object, done: int) -> dict[str, Rater]:
    found = {rater.name: rater for rater in Rater.objects.filter(project=project)}
    for name in names:  # type: ignore[attr-defined]
        if name not in found:
            user = User.objects.create(username=name)
            Membership.objects.create(project=project, user=user)
            found[name] = Rater.objects.create(project=project, user=user, name=name)
        Participation.objects.get_or_create(
            round=round, rater=found[name], defaults={"done": done, "seconds": 20.0 * done}
        )
    return {name: found[name] for name in names}  # type: ignore[attr-defined]


def _done(task: Task, rater: Rater, place: int, seconds: float, shown: list[int] | None = None) -> Assignment:
    at = NOW - timedelta(minutes=3000 - place)
    return Assignment(
        task=task, rater=rater, state="DONE", holds_place=True, submitted_at=at, created_at=at, seconds=seconds,
        shown=shown,
    )  # fmt: skip
