"""What a project lets new proposals use to be tried by themselves."""

from annotations.models import Project
from ranking.models import TrialRule


def trial_rule_of(project: Project) -> TrialRule | None:
    """What a lead has set, if so."""
    return TrialRule.objects.filter(project=project).select_related("set_by").first()


def trial_calls_of(project: Project) -> int:
    """How many calls to models one new proposal may use; 0 means that none starts by itself."""
    found = trial_rule_of(project)
    return TrialRule.DEFAULT if found is None else found.most_calls
