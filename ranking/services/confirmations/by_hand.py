"""A version made active by hand, past any test."""

from datetime import datetime

from django.db import transaction

from annotations.models import TemplateVersion, User
from annotations.said import Said
from annotations.services.templates import version_activate
from ranking.selectors.held import gaps_against


@transaction.atomic
def version_serve(*, version: TemplateVersion, by: User, now: datetime) -> list[Said]:
    """This function will serve a version because a lead says so; returns what speaks against it.

    That is no refusal: a lead may. The first of it is kept as the reason, so that the history tells.
    """
    against = gaps_against(version)
    reason = Said("Made active by hand, although it widens a bias gap. {gap}", gap=against[0]) if against else ""
    version_activate(version=version, by=by, reason=reason, now=now)
    return against
