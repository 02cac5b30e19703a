"""Proposals, and the rounds that may be proposed from."""

from collections import Counter

from django.db.models import Count, QuerySet

from annotations.models import Membership, Project, Round, User
from ranking.models import Confirmation, Proposal


def proposals_of(project: Project) -> QuerySet[Proposal]:
    """A project's proposals, the newest first."""
    rows = Proposal.objects.filter(project=project).order_by("-created_at", "-pk")
    return rows.select_related("base__template", "round", "version__template", "decided_by", "created_by")


def proposal_of(project: Project, pk: int) -> Proposal | None:
    """One proposal of the project."""
    return proposals_of(project).filter(pk=pk).first()


def rounds_to_propose_from(project: Project) -> list[Round]:
    """Rounds whose answers are complete and whose candidates a version of the project made, the newest first."""
    rows = Round.objects.answered().filter(project=project, origin=Round.Origin.HERE, versions__isnull=False)
    return list(rows.distinct().order_by("-number").prefetch_related("versions__template"))


def decisions_waiting(*, user: User) -> dict[int, int]:
    """How many open proposals, and tests that passed, wait for the person to decide, by project; leads decide."""
    led = Membership.objects.filter(user=user, role=Membership.Role.LEAD).values("project")
    waiting: Counter[int] = Counter()
    for rows in (
        Proposal.objects.filter(state=Proposal.State.OPEN, project__in=led),
        Confirmation.objects.filter(state=Confirmation.State.PASSED, project__in=led),
    ):
        waiting.update(dict(rows.order_by().values_list("project").annotate(n=Count("pk"))))
    return dict(waiting)
