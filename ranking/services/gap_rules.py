"""From where on a bias gap matters."""

from datetime import datetime
from math import isfinite

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Project, User
from annotations.services.errors import Invalid
from ranking.models import GapRule


class GapRuleInvalid(Invalid):
    """A margin that cannot be."""


@transaction.atomic
def gap_rule_set(*, project: Project, margin: float, by: User | None, now: datetime) -> GapRule:
    """This function will say from which part of a scale on a gap matters. Tests that are planned keep their margins."""
    if not isfinite(margin) or not 0 < margin <= 1:
        raise GapRuleInvalid({"margin": _("It lies above 0 and is at most the whole scale.")})
    rule, _made = GapRule.objects.update_or_create(
        project=project, defaults={"margin": margin, "set_by": by, "set_at": now}
    )
    return rule
