"""What people say of each response, as a fit has it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from annotations.models import Round
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.materials import dimensions_of
from annotations.selectors.sheets import level_words
from ranking.models import Consensus
from ranking.selectors.consensus import ORDERS, consensus_of, dimensions_with_consensus
from ranking.selectors.lineage import fit_newest_of

TOLD = {
    "low": _("Lowest first"),
    "high": _("Highest first"),
    "moved": _("Moved most by severity"),
    "unsure": _("Least sure first"),
}
ROWS = 30


@require_safe
@project_role(Role.REVIEWER)
def consensus(request: ProjectRequest) -> HttpResponse:
    """Each response with its plain and its adjusted score, on one dimension (`?dimension=NAME&order=low&round=N`)."""
    fit = fit_newest_of(request.project, _round(request))
    dimensions = dimensions_with_consensus(fit, dimensions_of(request.project)) if fit else []
    wanted = request.GET.get("dimension", "")
    dimension = next((one for one in dimensions if one.name == wanted), None)
    if wanted and dimension is None and dimensions:
        raise Http404
    dimension = dimension or next(iter(sorted(dimensions, key=lambda one: not one.is_primary)), None)
    order = request.GET.get("order", "")
    order = order if order in ORDERS else ORDERS[0]
    rows = consensus_of(fit, dimension, order=order) if fit and dimension else Consensus.objects.none()
    context = {
        "fit": fit,
        "report": fit.report if fit else {},
        "dimensions": dimensions,
        "dimension": dimension,
        "words": level_words(request.project).get(dimension.pk, {}) if dimension else {},
        "orders": TOLD,
        "order": order,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "why": _why(fit.report, dimension.name) if fit and dimension else "",
        "stage": "report",
    }
    return render(request, "ranking/consensus.html", context)


def _why(report: dict[str, dict[str, dict[str, str]]], name: str) -> str:
    """Whom the adjusted scores are of, or why there are none."""
    return str((report.get("consensus") or {}).get(name, {}).get("adjusted_because") or "")


def _round(request: ProjectRequest) -> Round | None:
    wanted = request.GET.get("round", "")
    if not wanted:
        return None
    rows = Round.objects.visible().filter(project=request.project)
    found = rows.filter(number=int(wanted)).first() if wanted.isdecimal() and len(wanted) <= 18 else None
    if found is None:
        raise Http404
    return found
