"""Who may see which project, and in which role."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from annotations.models import Membership, Project, User
from annotations.prepared import PreparedSelect, integer, slot_of

Role = Membership.Role
# Each role may do all that those before it may.
RANK: Sequence[str] = (Role.ANNOTATOR, Role.REVIEWER, Role.LEAD)
_MEMBERSHIP = PreparedSelect(
    lambda: Membership.objects.filter(user=integer("user"), project__slug=slot_of(Project, "slug")).select_related(
        "project"
    )
)


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
    membership = _MEMBERSHIP.first(user=user.pk, slug=slug)
    if membership is not None:
        return Seat(membership.project, Role.LEAD if user.is_superuser else membership.role, membership)
    if not user.is_superuser:
        return None
    project = Project.objects.filter(slug=slug).first()
    return Seat(project, Role.LEAD, None) if project else None


def projects_of(*, user: User) -> QuerySet[Project]:
    """Projects that a person works in; a site admin sees all."""
    return Project.objects.all() if user.is_superuser else Project.objects.filter(memberships__user=user)
