"""What waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet

from annotations.models import Assignment, Membership, Participation, Project, Rater, Round, Task, User

# Counted no further: a person wants to know whether there is much to do, not how much a million is.
COUNTED = 200
ADMIN = "admin"


@dataclass(frozen=True)
class Inbox:
    """A person's place in one project: what they gave, and what they may still give."""

    project: Project
    role: str
    done: int
    waiting: int
    paused: bool

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


def waiting_count(*, rater: Rater | None, project: Project, languages: Sequence[str] = ()) -> int:
    """How many tasks wait for a rater, the one in their hands included; counted up to `COUNTED`."""
    held = Assignment.objects.filter(
        rater=rater,
        state=Assignment.State.OPEN,
        task__round__state=Round.State.COLLECTING,
        task__round__paused=False,
        task__round__project=project,
    )
    return tasks_open_to(rater=rater, project=project, languages=languages)[:COUNTED].count() + (
        held.count() if rater else 0
    )


def done_count(*, rater: Rater | None, project: Project) -> int:
    """How many answers a rater gave in the rounds that are open now."""
    rows = Participation.objects.filter(
        rater=rater, round__project=project, round__state__in=[Round.State.COLLECTING, Round.State.GENERATING]
    )
    return sum(rows.values_list("done", flat=True)) if rater else 0


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
    return Inbox(
        project=project,
        role=membership.role if membership else ADMIN,
        done=done_count(rater=rater, project=project),
        waiting=0 if paused else waiting_count(rater=rater, project=project, languages=languages),
        paused=paused,
    )
