"""What waits for a person."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet

from annotations.models import Assignment, Membership, Participation, Project, Rater, Round, Task, User

# Counted no further: a person wants to know whether there is much to do, not how much a million is.
COUNTED = 200


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


def tasks_open_to(*, rater: Rater | None, project: Project) -> QuerySet[Task]:
    """Tasks of open rounds with a free place, less those the rater has already had."""
    tasks = Task.objects.filter(
        round__project=project, round__state=Round.State.COLLECTING, round__paused=False, taken__lt=F("overlap")
    )
    if rater is None:
        return tasks
    return tasks.filter(~Exists(Assignment.objects.filter(task=OuterRef("pk"), rater=rater)))


def waiting_count(*, rater: Rater | None, project: Project) -> int:
    """How many tasks wait for a rater, the one in their hands included; counted up to `COUNTED`."""
    held = Assignment.objects.filter(
        rater=rater,
        state=Assignment.State.OPEN,
        task__round__state=Round.State.COLLECTING,
        task__round__project=project,
    )
    return tasks_open_to(rater=rater, project=project)[:COUNTED].count() + (held.count() if rater else 0)


def done_count(*, rater: Rater | None, project: Project) -> int:
    """How many answers a rater gave in the rounds that are open now."""
    rows = Participation.objects.filter(
        rater=rater, round__project=project, round__state__in=[Round.State.COLLECTING, Round.State.GENERATING]
    )
    return sum(rows.values_list("done", flat=True)) if rater else 0


def inboxes(*, user: User) -> list[Inbox]:
    """A person's projects, those with work waiting first."""
    raters = {rater.project_id: rater for rater in Rater.objects.filter(user=user)}
    found = [
        _inbox(membership.project, membership.role, raters.get(membership.project_id), paused=membership.paused)
        for membership in Membership.objects.filter(user=user).select_related("project").order_by("project__name")
    ]
    if user.is_superuser:
        others = Project.objects.exclude(memberships__user=user).order_by("name")
        found += [_inbox(project, "admin", raters.get(project.pk), paused=False) for project in others]
    return sorted(found, key=lambda inbox: inbox.waiting == 0 or inbox.role == "admin")


def _inbox(project: Project, role: str, rater: Rater | None, *, paused: bool) -> Inbox:
    return Inbox(
        project=project,
        role=role,
        done=done_count(rater=rater, project=project),
        waiting=0 if paused else waiting_count(rater=rater, project=project),
        paused=paused,
    )
