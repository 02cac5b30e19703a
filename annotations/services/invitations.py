"""Links that let people in. The secret is given once; the database keeps a digest, from which it cannot be had back.

A use is claimed by one conditional update, as a place of a task is: N uses never become N + 1, however many open the
link at once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from annotations.models import Invitation, Membership, Project, User
from annotations.models.shapes import check_languages, check_skills
from annotations.selectors.invitations import Standing, live, standing_of
from annotations.selectors.projects import RANK
from annotations.services.errors import Invalid, Refused
from annotations.services.tokens import token_digest

MOST_USES = 10_000
LONGEST_NOTE = 200


class InvitationInvalid(Invalid):
    """The invitation, or the account, cannot be made so."""


class InvitationRefused(Refused):
    """The link lets nobody in any more."""


@dataclass(frozen=True)
class NewInvitation:
    """An invitation, and the secret of its link, which is nowhere else."""

    invitation: Invitation
    secret: str


@dataclass(frozen=True)
class Joined:
    """The membership, and whether the link changed anything: who has the role already spends no use."""

    membership: Membership
    changed: bool


@transaction.atomic
def invitation_create(
    *,
    project: Project,
    created_by: User,
    expires_at: datetime,
    now: datetime,
    role: str = Membership.Role.ANNOTATOR,
    languages: Sequence[str] = (),
    skills: Sequence[str] = (),
    most_uses: int | None = None,
    note: str = "",
) -> NewInvitation:
    """This function will make a link for up to `most_uses` people (None: for any number) until it expires."""
    faults = _faults(role, languages, skills, most_uses, note)
    if expires_at <= now:
        faults["expires_at"] = _("Choose a time that is still to come.")
    if faults:
        raise InvitationInvalid(faults)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        project=project,
        role=role,
        languages=list(languages),
        skills=list(skills),
        note=note,
        digest=token_digest(secret),
        most_uses=most_uses,
        expires_at=expires_at,
        created_by=created_by,
        created_at=now,
    )
    return NewInvitation(invitation, secret)


@transaction.atomic
def invitation_revoke(*, invitation: Invitation, now: datetime) -> Invitation:
    """This function will end a link at once; who came by it stays. Revoking twice is once."""
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now)
    invitation.refresh_from_db()
    return invitation


@transaction.atomic
def invitation_accept(*, invitation: Invitation, user: User, now: datetime) -> Joined:
    """This function will make a person a member by a link. It raises a role, and never lowers one.

    Raises InvitationRefused, in words, where the link is expired, revoked or used up.
    """
    # Locked, so that two tabs of one person spend one use.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    membership = Membership.objects.filter(project=invitation.project_id, user=user).first()
    if membership is not None and RANK.index(membership.role) >= RANK.index(invitation.role):
        return Joined(membership, changed=False)
    _claim(invitation, now)
    if membership is None:
        membership = Membership.objects.create(
            project_id=invitation.project_id,
            user=user,
            role=invitation.role,
            languages=invitation.languages,
            skills=invitation.skills,
            created_at=now,
        )
    else:
        membership.role = invitation.role
        membership.save(update_fields=["role"])
    return Joined(membership, changed=True)


@transaction.atomic
def invitation_sign_up(
    *, invitation: Invitation, username: str, password: str, now: datetime, language: str = ""
) -> Joined:
    """This function will make an account and let it in by a link; without a live link no account is made."""
    name = User.normalize_username(username)
    if User.objects.filter(username__iexact=name).exists():
        raise InvitationInvalid({"username": _taken()})
    try:
        with transaction.atomic():
            user = User.objects.create_user(username=name, password=password, language=language)
    except IntegrityError as error:
        raise InvitationInvalid({"username": _taken()}) from error
    return invitation_accept(invitation=invitation, user=user, now=now)


def refusal(standing: Standing) -> str:
    """This function will say why a link lets nobody in, and what to do."""
    return {
        Standing.EXPIRED: _("This invitation has run out. Ask whoever sent it for a new link."),
        Standing.REVOKED: _("This invitation was withdrawn. Ask whoever sent it for a new link."),
        Standing.USED_UP: _("Everybody it was for has joined. Ask whoever sent it for a link of your own."),
    }.get(
        standing, _("This invitation is not known. Open the whole link as it was sent to you, or ask for a new one.")
    )  # fmt: skip


def _claim(invitation: Invitation, now: datetime) -> None:
    if not Invitation.objects.filter(live(now=now), pk=invitation.pk).update(uses=F("uses") + 1):
        invitation.refresh_from_db()
        raise InvitationRefused(refusal(standing_of(invitation, now=now)))


def _taken() -> str:
    return _("This name is taken. Choose another one, or sign in if it is yours.")


def _faults(
    role: str, languages: Sequence[str], skills: Sequence[str], most_uses: int | None, note: str
) -> dict[str, str]:
    faults = {}
    if role not in Membership.Role.values:
        faults["role"] = _("Choose one of %(roles)s.") % {"roles": ", ".join(Membership.Role.values)}
    if most_uses is not None and not 1 <= most_uses <= MOST_USES:
        faults["most_uses"] = _("Choose 1 to %(most)d people, or leave it empty for any number.") % {"most": MOST_USES}
    if len(note) > LONGEST_NOTE or "\x00" in note:
        faults["note"] = _("A note has at most %(most)d characters.") % {"most": LONGEST_NOTE}
    for check, value in ((check_languages, languages), (check_skills, skills)):
        try:
            check(list(value))
        except ValidationError as error:
            faults |= {name: texts[0] for name, texts in error.message_dict.items()}
    return faults
