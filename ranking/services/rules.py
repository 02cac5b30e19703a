"""Rules by which judges stand alone."""

from datetime import datetime
from math import isfinite

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Dimension, Project, User
from annotations.services.errors import Invalid
from ranking.models import JudgeRule
from ranking.stats.replacement import EPSILON


class RuleInvalid(Invalid):
    """A rule that cannot be."""


@transaction.atomic
def judge_rule_set(
    *,
    project: Project,
    judge: str,
    dimension: Dimension | None,
    half_width: float,
    now: datetime,
    epsilon: float = EPSILON,
    set_by: User | None = None,
) -> JudgeRule:
    """This function will say from how sure on a judge decides alone, on a dimension or (None) on comparisons.

    Mappings that are applied obey at once; what is computed already keeps the rule of its time.
    """
    faults = {}
    widest = 0.5 if dimension is None else (dimension.maximum - dimension.minimum) / 2
    if not isfinite(half_width) or not 0 < half_width <= widest:
        faults["half_width"] = _("It lies above 0 and is at most %(widest)g.") % {"widest": widest}
    if not isfinite(epsilon) or not 0 <= epsilon <= 1:
        faults["epsilon"] = _("It lies between 0 and 1.")
    if faults:
        raise RuleInvalid(faults)
    rule, _made = JudgeRule.objects.update_or_create(
        project=project, judge=judge, dimension=dimension,
        defaults={"half_width": half_width, "epsilon": epsilon, "set_by": set_by, "set_at": now},
    )  # fmt: skip
    return rule
