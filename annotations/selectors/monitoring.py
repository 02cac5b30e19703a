"""How a round's collection goes, by kind of task and by person: counts alone, read when asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet, Sum

from annotations.models import Assignment, Membership, Participation, Project, Rater, Round, Task

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MOST_REASONS = 500
KEPT = 20
State = Assignment.State


@dataclass(frozen=True)
class KindCount:
    """The places of one kind of task: needed, answered, free, and in somebody's hands now."""

    kind: str
    needed: int
    done: int
    free: int
    held: int
    stuck: int

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return str(Task.Kind(self.kind).label)


@dataclass(frozen=True)
class Person:
    """One annotator's part in a round; `membership` is null for who has left the project."""

    rater: Rater | None
    membership: Membership | None
    done: int = 0
    skipped: int = 0
    checked: int = 0
    right: float = 0
    flags: int = 0
    day: int = 0
    day_seconds: float = 0
    last_seen: datetime | None = None
    held: Assignment | None = None
    reasons: Sequence[tuple[str, int]] = field(default_factory=list)

    @property
    def key(self) -> int | None:
        """The rater's key; null for who has not begun anywhere in the project."""
        return self.rater.pk if self.rater else None

    @property
    def name(self) -> str:
        """For leads' eyes."""
        if self.rater:
            return self.rater.name
        return self.membership.user.get_username() if self.membership else ""

    @property
    def pseudonym(self) -> str:
        """For everybody else's; none before the first answer in the project."""
        return self.rater.pseudonym if self.rater else ""

    @property
    def per_hour(self) -> float | None:
        """Answers per hour on task, in the last day."""
        return 3600 * self.day / self.day_seconds if self.day_seconds else None


@dataclass(frozen=True)
class Totals:
    """People's answers in all, and how fast they come."""

    needed: int
    done: int
    hour: int
    day: int

    @property
    def days_left(self) -> float | None:
        """At the pace of the last day."""
        return (self.needed - self.done) / self.day if self.day and self.needed > self.done else None


def of_people(round: Round) -> QuerySet[Assignment]:
    """A round's assignments to people; reviewers' decisions and judges' left out."""
    return Assignment.objects.filter(task__round=round, rater__kind=Rater.Kind.PERSON, variant="")


def project_of_assignment(pk: int) -> Project | None:
    """The project in which somebody was given an assignment."""
    return Project.objects.filter(rounds__tasks__assignments=pk).first()


def people_of(round: Round, *, now: datetime) -> list[Person]:
    """Who takes part, the busiest first, then annotators who have not begun."""
    memberships = Membership.objects.filter(project=round.project_id).select_related("user")
    members = {one.user_id: one for one in memberships}
    parts = Participation.objects.filter(round=round, rater__kind=Rater.Kind.PERSON).select_related("rater")
    held, (counted, reasons) = _held(round), _kept(round, now)
    found = [
        Person(
            rater=part.rater,
            membership=members.pop(part.rater.user_id, None) if part.rater.user_id else None,
            done=part.done, skipped=part.skipped, checked=part.checked, right=part.right,
            held=held.get(part.rater_id), reasons=reasons.get(part.rater_id, []),
            **counted.get(part.rater_id, {}),
        )
        for part in parts.order_by("-done", "rater__name")
    ]  # fmt: skip
    waiting = {user: one for user, one in members.items() if one.role == Membership.Role.ANNOTATOR}
    raters = {one.user_id: one for one in Rater.objects.filter(project=round.project_id, user__in=waiting)}
    idle = [Person(rater=raters.get(user), membership=one) for user, one in waiting.items()]
    return found + sorted(idle, key=lambda one: one.name)


def kinds_of(round: Round, *, stuck: Sequence[Task]) -> list[KindCount]:
    """The round's kinds of task; checks have no place and are left out."""
    tasks = Task.objects.filter(round=round, gold=None).order_by("kind").values("kind")
    held = dict(
        of_people(round).filter(state=State.OPEN, holds_place=True)
        .order_by().values_list("task__kind").annotate(n=Count("pk"))
    )  # fmt: skip
    return [
        KindCount(
            kind=row["kind"],
            needed=row["needed"],
            done=row["taken"] - held.get(row["kind"], 0),
            free=row["needed"] - row["taken"],
            held=held.get(row["kind"], 0),
            stuck=sum(task.kind == row["kind"] for task in stuck),
        )
        for row in tasks.annotate(needed=Sum("overlap"), taken=Sum("taken"))
    ]


def totals_of(kinds: Sequence[KindCount], round: Round, *, now: datetime) -> Totals:
    """All kinds together, and what came in the last hour and day."""
    done = of_people(round).filter(state=State.DONE, holds_place=True, submitted_at__gt=now - DAY)
    recent = done.aggregate(day=Count("pk"), hour=Count("pk", filter=Q(submitted_at__gt=now - HOUR)))
    needed, all_done = sum(one.needed for one in kinds), sum(one.done for one in kinds)
    return Totals(needed=needed, done=all_done, hour=recent["hour"], day=recent["day"])


def _kept(round: Round, now: datetime) -> tuple[dict[int, dict[str, Any]], dict[int, list[tuple[str, int]]]]:
    """What reads every answer, read again only once something came in (or the day has moved on a little)."""
    sums = Participation.objects.filter(round=round).aggregate(done=Sum("done"), skipped=Sum("skipped"))
    key = f"people:{round.pk}:{sums['done']}:{sums['skipped']}"
    found: tuple[dict[int, dict[str, Any]], dict[int, list[tuple[str, int]]]] | None = cache.get(key)
    if found is None:
        found = _counted(round, now), _reasons(round)
        cache.set(key, found, KEPT)
    return found


def _counted(round: Round, now: datetime) -> dict[int, dict[str, Any]]:
    lately = Q(state=State.DONE, submitted_at__gt=now - DAY)
    rows = of_people(round).order_by().values("rater_id").annotate(
        submitted=Max("submitted_at"),
        given=Max("created_at"),
        flags=Count("pk", filter=Q(state=State.DONE) & ~Q(flags=[])),
        day=Count("pk", filter=lately),
        day_seconds=Sum("seconds", filter=lately),
    )  # fmt: skip
    return {
        row["rater_id"]: {
            "flags": row["flags"],
            "day": row["day"],
            "day_seconds": row["day_seconds"] or 0,
            "last_seen": max(filter(None, (row["submitted"], row["given"])), default=None),
        }
        for row in rows
    }


def _held(round: Round) -> dict[int, Assignment]:
    rows = of_people(round).filter(state=State.OPEN).select_related("task__item").order_by("-created_at")
    return {one.rater_id: one for one in rows}


def _reasons(round: Round) -> dict[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = {}
    rows = of_people(round).filter(state=State.SKIPPED).order_by().values_list("rater_id", "skip_reason")
    for rater, reason, n in rows.annotate(n=Count("pk")).order_by("-n", "skip_reason")[:MOST_REASONS]:
        found.setdefault(rater, []).append((reason, n))
    return found
