"""The mappings of a project."""

from django.db.models import QuerySet

from annotations.models import Project, Rater, Round
from ranking.models import Fit, Mapping


def mappings_of(project: Project) -> QuerySet[Mapping]:
    """Every mapping that was ever fitted, the newest first."""
    rows = (
        Mapping.objects.filter(fit__project=project)
        .select_related("judge", "dimension", "fit__round")
        .defer("fit__report")
    )
    return rows.order_by("-fit__created_at", "-fit_id", "judge__name", "kind", "dimension__position", "pk")


def mappings_newest(project: Project, round: Round | None = None) -> QuerySet[Mapping]:
    """Those of the newest fit over all rounds, or over one."""
    fit = Fit.objects.filter(project=project, round=round).order_by("-created_at", "-pk").first()
    return mappings_of(project).filter(fit=fit)


def mapping_for(*, project: Project, judge: Rater, dimension: str) -> Mapping | None:
    """The newest mapping of a judge's scores on a dimension that carries a signal; None where there is none."""
    rows = mappings_newest(project).filter(judge=judge, kind=Mapping.Kind.SCORES, dimension__name=dimension)
    found = rows.first()
    return found if found is not None and found.document.get("signal") else None
