"""Makers of rounds that people can answer."""

from datetime import UTC, datetime

from annotations.models import Item, Membership, Project, Rater, Response, Round, User
from annotations.services.members import rater_of
from annotations.services.tasks import tasks_build
from tests.conftest import make_user

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def make_items(project: Project, count: int, **fields: object) -> list[Item]:
    """Items numbered after those that stand."""
    first = project.items.count()
    return [
        Item.objects.create(project=project, external_id=f"i{first + n}", prompt=f"Question {first + n}", **fields)
        for n in range(count)
    ]


def make_round(project: Project, **fields: object) -> Round:
    """A round that collects, without responses."""
    number = project.rounds.count() + 1
    return Round.objects.create(project=project, number=number, **{"state": Round.State.COLLECTING, "seed": 7} | fields)


def make_responses(round: Round, items: list[Item], each: int = 1) -> list[Response]:
    """Candidates with telling secrets, so that a leak shows."""
    return [
        Response.objects.create(
            item=item,
            round=round,
            text=f"Answer {n} to {item.external_id}",
            model="secret-model",
            temperature=0.7,
            sample=n,
            state=Response.State.DONE,
        )
        for item in items
        for n in range(each)
    ]


def open_round(
    project: Project,
    *,
    items: int = 3,
    each: int = 1,
    kinds: tuple[str, ...] = ("RATING",),
    overlap: int = 1,
    **fields: object,
) -> Round:
    """A round with tasks, ready to be handed out."""
    round = make_round(project, kinds=list(kinds), overlap=overlap, **fields)
    make_responses(round, make_items(project, items), each)
    tasks_build(round=round)
    return round


def make_rater(project: Project, name: str, **membership: object) -> Rater:
    """A person with a membership and a rater of their own."""
    user = make_user(name)
    Membership.objects.create(project=project, user=user, **membership)
    return rater_of(project=project, user=user)


def full_scores(value: int = 4) -> dict[str, dict[str, int]]:
    """An answer to a RATING task of the project of the cast."""
    return {"scores": {"helpfulness": value, "correctness": value}}


def member(user: User, project: Project) -> Membership:
    """The membership of a person of the cast."""
    return Membership.objects.get(user=user, project=project)
