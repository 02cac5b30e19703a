"""What waits for a lead beside decisions: people paused by checks, tasks nobody takes, flags, adjudications."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, QuerySet, Sum

from annotations.models import Adjudication, Assignment, Membership, Participation, Rater, Round, Task, User
from annotations.selectors.monitoring import of_people
from annotations.selectors.stuck import tasks_stuck

KEPT = 60


@dataclass(frozen=True)
class Attention:
    """Counts of one project; `round` is where links lead: the newest round with something to see."""

    paused: int = 0
    stuck: int = 0
    flagged: int = 0
    adjudications: int = 0
    round: int | None = None

    @property
    def any(self) -> bool:
        """Whether anything waits."""
        return bool(self.paused or self.stuck or self.flagged or self.adjudications)


def attention_of_user(*, user: User) -> dict[int, Attention]:
    """What waits in the projects that a person leads, by project."""
    led = Membership.objects.filter(user=user, role=Membership.Role.LEAD)
    found = attention_in(list(led.values_list("project", flat=True)))
    return {project: one for project, one in found.items() if one.any}


def attention_in(projects: Iterable[int]) -> dict[int, Attention]:
    """What waits in some projects."""
    projects = list(projects)
    if not projects:
        return {}
    paused = Membership.objects.filter(project__in=projects, paused_because=Membership.Because.ACCURACY, paused=True)
    waiting = Adjudication.objects.filter(task__round__project__in=projects, state=Adjudication.State.OPEN)
    by_paused, by_waiting = _by(paused, "project"), _by(waiting, "task__round__project")
    rounds: dict[int, list[Round]] = {}
    for round in Round.objects.filter(project__in=projects, state=Round.State.COLLECTING).order_by("-number"):
        rounds.setdefault(round.project_id, []).append(round)
    counts = {round.pk: _kept(round) for found in rounds.values() for round in found}
    numbers = {
        project: next((one.number for one in found if any(counts[one.pk])), found[0].number)
        for project, found in rounds.items()
    }
    for project, number in Round.objects.visible().filter(
        project__in=set(by_paused) - set(numbers), origin=Round.Origin.HERE
    ).order_by("number").values_list("project", "number"):  # fmt: skip
        numbers[project] = number
    return {
        project: Attention(
            paused=by_paused.get(project, 0),
            adjudications=by_waiting.get(project, 0),
            stuck=sum(counts[round.pk][0] for round in rounds.get(project, [])),
            flagged=sum(counts[round.pk][1] for round in rounds.get(project, [])),
            round=numbers.get(project),
        )
        for project in projects
    }


def _by(rows: QuerySet, project: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(project).annotate(n=Count("pk")))


def _kept(round: Round) -> tuple[int, int]:
    """Tasks that nobody is left for, and flagged ones: they read all answers, so only once something came in."""
    sums = Participation.objects.filter(round=round, rater__kind=Rater.Kind.PERSON).aggregate(
        done=Sum("done"), skipped=Sum("skipped")
    )
    asked = Adjudication.objects.filter(task__round=round).count()
    key = f"attention:{round.pk}:{sums['done']}:{sums['skipped']}:{asked}"
    found: tuple[int, int] | None = cache.get(key)
    if found is None:
        found = len(tasks_stuck(round)), _flagged(round)
        cache.set(key, found, KEPT)
    return found


def _flagged(round: Round) -> int:
    """Tasks that somebody flagged and nobody has put before a reviewer."""
    rows = of_people(round).filter(state=Assignment.State.DONE, task__adjudication=None).exclude(flags=[])
    return Task.objects.filter(pk__in=rows.values("task")).count()
