"""Tokens for scripts. The secret is given once; the database keeps a digest, from which it cannot be had back."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import ApiToken, Project, User
from annotations.services.errors import Invalid

PREFIX = "kal_"


class TokenInvalid(Invalid):
    """The token cannot be made so."""


@dataclass(frozen=True)
class NewToken:
    """A token, and its secret, which is nowhere else."""

    token: ApiToken
    secret: str


def token_digest(secret: str) -> str:
    """This function will return what the database keeps of a secret: random enough to need no salt."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def token_create(
    *,
    user: User,
    name: str,
    expires_at: datetime,
    now: datetime,
    scope: str = ApiToken.Scope.ANNOTATE,
    project: Project | None = None,
) -> NewToken:
    """This function will make a token of a person, for one project or all of theirs."""
    faults = {}
    if expires_at <= now:
        faults["expires_at"] = _("Choose a time that is still to come.")
    if scope not in ApiToken.Scope.values:
        faults["scope"] = _("Choose one of %(scopes)s.") % {"scopes": ", ".join(ApiToken.Scope.values)}
    if faults:
        raise TokenInvalid(faults)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        project=project,
        name=name,
        digest=token_digest(secret),
        scope=scope,
        created_at=now,
        expires_at=expires_at,
    )
    return NewToken(token, secret)


@transaction.atomic
def token_revoke(*, token: ApiToken, now: datetime) -> ApiToken:
    """This function will end a token at once. Revoking twice is once."""
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
    return token
