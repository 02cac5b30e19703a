"""Who may see which project, and in which role."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet

from annotations.models import Membership, Project, User

Role = Membership.Role
# Each role may do all that those before it may.
RANK: Sequence[str] = (Role.ANNOTATOR, Role.REVIEWER, Role.LEAD)


@dataclass(frozen=True)
class Seat:
    """A person's part in a project. A site admin has every role in every project, membership or not."""

    project: Project
    role: str
    membership: Membership | None

    def at_least(self, role: str) -> bool:
        """Whether the person may do what this role may."""
        return RANK.index(self.role) >= RANK.index(role)


def seat_of(*, user: User | AnonymousUser, slug: str) -> Seat | None:
    """This function will find a person's part in a project; None for an unknown project and for outsiders alike."""
    own = Membership.objects.filter(user=user.pk)
    rows = Project.objects.prefetch_related(Prefetch("memberships", queryset=own, to_attr="own_memberships"))
    if not user.is_superuser:
        rows = rows.filter(memberships__user=user.pk)
    project = rows.filter(slug=slug).first()
    if project is None:
        return None
    membership: Membership | None = next(iter(project.own_memberships), None)  # type: ignore[attr-defined]
    if user.is_superuser:
        return Seat(project, Role.LEAD, membership)
    return Seat(project, membership.role, membership) if membership else None


def projects_of(*, user: User) -> QuerySet[Project]:
    """Projects that a person works in; a site admin sees all."""
    return Project.objects.all() if user.is_superuser else Project.objects.filter(memberships__user=user)
