"""Judges: how far each agrees with people, and where it is biased."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from annotations.models import Project, Rater
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.materials import dimensions_of, judges_of, primary_dimension
from ranking.charts.of_report import MOST_FIGURES, calibration_figures
from ranking.models import Fit
from ranking.selectors.lineage import fit_newest_of
from ranking.views.figures import drawn, scales_of

# How a judge's scores are mapped to people's; an export of a newer release may name another.
METHODS = {
    "constant": gettext_lazy("people’s mean"),
    "identity": gettext_lazy("as it is"),
    "linear": gettext_lazy("linear"),
    "ridge": gettext_lazy("linear, all dimensions"),
    "ordinal": gettext_lazy("ordinal"),
    "isotonic": gettext_lazy("isotonic"),
}


@require_safe
@project_role(Role.REVIEWER)
def judges(request: ProjectRequest) -> HttpResponse:
    """Every judge of the project beside what the newest fit says of it."""
    fit = fit_newest_of(request.project)
    dimensions = dimensions_of(request.project)
    context = {
        "judges": [_judge(judge, fit, request.project) for judge in _by_name(request.project)],
        "fit": fit,
        "labels": {one.name: str(one) for one in dimensions} | {"comparisons": _("Comparisons")},
        "methods": METHODS,
        "report": fit.report if fit else {},
        "stage": "report",
    }
    return render(request, "ranking/judges.html", context)


def _by_name(project: Project) -> list[Rater]:
    """One rater of each name: a report knows judges by name."""
    found: dict[str, Rater] = {}
    for judge in judges_of(project).order_by("name", "pk"):
        found.setdefault(judge.name, judge)
    return list(found.values())


def _judge(judge: Rater, fit: Fit | None, project: Project) -> dict[str, Any]:
    if fit is None:
        return {"judge": judge}
    report = fit.report
    pairwise = {
        name: row
        for name, row in report["judge_pairwise"].items()
        if name == judge.name or name.startswith(f"{judge.name}/")
    }
    return {
        "judge": judge,
        "dimensions": report["judges"].get(judge.name, {}),
        "pairwise": pairwise,
        "alt_test": report["alt_test"].get(judge.name, {}),
        "audits": [row for row in report["audits"] if row["of"] in (judge.name, *pairwise)],
        "figures": [figure for name, figure in _figures(project, fit) if name == judge.name],
    }


def _figures(project: Project, fit: Fit) -> list[Any]:
    scales = scales_of(dimensions_of(project), primary_dimension(project))
    return drawn(fit, "calibration", lambda: list(calibration_figures(fit.report, scales))[:MOST_FIGURES])
