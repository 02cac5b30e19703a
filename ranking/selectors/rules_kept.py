"""What leads said of when judges may stand alone."""

from __future__ import annotations

from annotations.models import Project
from ranking.models import JudgeRule
from ranking.selectors.rules import COMPARISONS, Rule, Rules


def rules_of(project: Project) -> Rules:
    """Every rule of a project, by judge and dimension (or `comparisons`)."""
    rows = JudgeRule.objects.filter(project=project).select_related("dimension")
    return {
        (row.judge, row.dimension.name if row.dimension else COMPARISONS): Rule(row.half_width, row.epsilon, given=True)
        for row in rows
    }
