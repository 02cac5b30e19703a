"""What waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from annotations.handout.policy import Policy
from annotations.handout.schedule import may_answer
from annotations.handout.spans import Span, span_key
from annotations.models import Assignment, Membership, Participation, Project, Rater, Round, Task, User

# Counted no further: a person wants to know whether there is much to do, not how much a million is.
COUNTED = 200
ADMIN = "admin"
ENOUGH_FOR_PACE = 3


@dataclass(frozen=True)
class Inbox:
    """A person's place in one project: what they gave, and what they may still give."""

    project: Project
    role: str
    done: int
    waiting: int
    paused: bool
    paused_because: str = ""
    seconds: float = 0

    @property
    def pace(self) -> int | None:
        """Seconds per answer so far, to the nearest five; None before there is enough to go by."""
        if self.done < ENOUGH_FOR_PACE or not self.seconds:
            return None
        return max(5, round(self.seconds / self.done / 5) * 5)

    @property
    def more(self) -> bool:
        """Whether there is more waiting than was counted."""
        return self.waiting >= COUNTED


def tasks_open_to(*, rater: Rater | None, project: Project, languages: Sequence[str] = ()) -> QuerySet[Task]:
    """Tasks of open rounds with a free place, less those the rater has had (one the clock took back may return)."""
    tasks = Task.objects.filter(
        round__project=project, round__state=Round.State.COLLECTING, round__paused=False, taken__lt=F("overlap")
    )
    if languages:
        tasks = tasks.filter(item__language__in=["", *languages])
    if rater is None:
        return tasks
    had = Assignment.objects.filter(task=OuterRef("pk"), rater=rater, variant="")
    return tasks.filter(~Exists(had.exclude(state=Assignment.State.RETURNED)))


def waiting_count(
    *, rater: Rater | None, project: Project, languages: Sequence[str] = (), skills: Sequence[str] = ()
) -> int:
    """How many tasks wait for a rater, the one in their hands included; counted up to `COUNTED`.

    Only what lies beyond the stretch they have looked at is read, so it costs the same at the end of a round.
    """
    if rater is None:
        return tasks_open_to(rater=None, project=project, languages=languages)[:COUNTED].count()
    found = Assignment.objects.filter(
        rater=rater,
        variant="",
        state=Assignment.State.OPEN,
        task__round__state=Round.State.COLLECTING,
        task__round__paused=False,
        task__round__project=project,
    ).count()
    tasks = tasks_open_to(rater=rater, project=project, languages=languages)
    for one in _rounds_of(rater, project):
        found += _left_in(tasks.filter(round=one), one, languages, skills, most=COUNTED - found)
        if found >= COUNTED:
            break
    return found


def _rounds_of(rater: Rater, project: Project) -> QuerySet[Any]:
    own = Participation.objects.filter(round=OuterRef("pk"), rater=rater)
    rows = Round.objects.filter(project=project, state=Round.State.COLLECTING, paused=False)
    return rows.annotate(spans=Subquery(own.values("spans")), done=Subquery(own.values("done"))).order_by("number")


def _left_in(tasks: QuerySet[Task], one: Any, languages: Sequence[str], skills: Sequence[str], *, most: int) -> int:
    policy = Policy.read(one.policy)
    done = one.done or 0
    if not may_answer(policy, done=done, skills=skills):
        return 0
    if policy.answer_limit is not None:
        most = min(most, policy.answer_limit - done)
    found = 0
    for stretch in _beyond(one.spans or {}, languages):
        found += tasks.filter(stretch)[: most - found].count() if found < most else 0
    return found


def _beyond(spans: dict[str, list[int]], languages: Sequence[str]) -> list[Q]:
    """The places a rater has not looked at, as ranges that an index gives; a band between two others is left out."""
    ending = span_key(0, languages)[1:]
    own = {int(key.partition("|")[0]): Span(*span) for key, span in spans.items() if key.endswith(ending)}
    if not own:
        return [Q()]
    ranges = [
        q for band, span in own.items() for q in (Q(band=band, seq__gt=span.high), Q(band=band, seq__lt=span.low))
    ]
    return [*ranges, Q(band__gt=max(own)), Q(band__lt=min(own))]


def totals_of(*, rater: Rater | None, project: Project) -> tuple[int, float]:
    """How many answers a rater gave in the rounds that are open now, and in how many seconds."""
    if rater is None:
        return 0, 0
    states = [Round.State.COLLECTING, Round.State.GENERATING]
    rows = Participation.objects.filter(rater=rater, round__project=project, round__state__in=states)
    totals = rows.aggregate(answers=Sum("done"), time=Sum("seconds"))
    return totals["answers"] or 0, totals["time"] or 0


def inbox_of(*, project: Project, user: User) -> Inbox:
    """A person's place in one project."""
    membership = Membership.objects.filter(project=project, user=user).first()
    return _inbox(project, membership, Rater.objects.filter(project=project, user=user).first())


def inboxes(*, user: User) -> list[Inbox]:
    """A person's projects, those with work waiting first; a site admin's others after them."""
    raters = {rater.project_id: rater for rater in Rater.objects.filter(user=user)}
    memberships = Membership.objects.filter(user=user).select_related("project").order_by("project__name")
    found = [_inbox(membership.project, membership, raters.get(membership.project_id)) for membership in memberships]
    if user.is_superuser:
        others = Project.objects.exclude(memberships__user=user).order_by("name")
        found += [_inbox(project, None, raters.get(project.pk)) for project in others]
    return sorted(found, key=lambda inbox: (inbox.role == ADMIN, inbox.waiting == 0))


def _inbox(project: Project, membership: Membership | None, rater: Rater | None) -> Inbox:
    paused = membership is not None and membership.paused
    languages = membership.languages if membership else []
    skills = membership.skills if membership else []
    done, seconds = totals_of(rater=rater, project=project)
    return Inbox(
        project=project,
        role=membership.role if membership else ADMIN,
        done=done,
        waiting=0 if paused else waiting_count(rater=rater, project=project, languages=languages, skills=skills),
        paused=paused,
        paused_because=membership.paused_because if membership else "",
        seconds=seconds,
    )
