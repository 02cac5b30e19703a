"""Invitation links: which are live, and what a visitor with one is told."""

from datetime import datetime
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from annotations.models import Invitation, Project


class Standing(StrEnum):
    """Whether a link lets in, or why it does not any more."""

    LIVE = "live"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    EXPIRED = "expired"
    USED_UP = "used_up"


def live(*, now: datetime) -> Q:
    """The condition under which a link still lets somebody in; the claim of a use asks the same."""
    left = Q(most_uses=None) | Q(uses__lt=F("most_uses"))
    return Q(revoked_at=None, expires_at__gt=now) & left


def invitations_of(project: Project, *, now: datetime) -> QuerySet[Invitation]:
    """A project's live links, the newest first."""
    return Invitation.objects.filter(live(now=now), project=project).select_related("created_by")


def invitation_by_digest(digest: str) -> Invitation | None:
    """The invitation whose link was opened."""
    return Invitation.objects.filter(digest=digest).first()


def invitation_by_pk(pk: object) -> Invitation | None:
    """The invitation that a visit keeps, with its project."""
    if not isinstance(pk, int):
        return None
    return Invitation.objects.filter(pk=pk).select_related("project").first()


def standing_of(invitation: Invitation | None, *, now: datetime) -> Standing:
    """How a link stands."""
    if invitation is None:
        return Standing.UNKNOWN
    if invitation.revoked_at is not None:
        return Standing.REVOKED
    if invitation.expires_at <= now:
        return Standing.EXPIRED
    if invitation.most_uses is not None and invitation.uses >= invitation.most_uses:
        return Standing.USED_UP
    return Standing.LIVE
