"""How far apart a project lets scores of two groups lie."""

from annotations.models import Project
from ranking.models import GapRule


def gap_rule_of(project: Project) -> GapRule | None:
    """What a lead has set, if so."""
    return GapRule.objects.filter(project=project).select_related("set_by").first()


def gap_margin_of(project: Project) -> float:
    """From which part of a scale on a gap matters."""
    found = gap_rule_of(project)
    return GapRule.DEFAULT if found is None else found.margin
