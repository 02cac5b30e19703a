"""The report: sentences first, then figures."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from annotations.jobs import ring
from annotations.models import Job, Project, Round
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.jobs import workers_alive
from annotations.selectors.materials import dimensions_of, primary_dimension
from ranking.models import Fit
from ranking.selectors.lineage import fit_newest_of
from ranking.selectors.proposals import rounds_to_propose_from
from ranking.selectors.pseudonyms import without_names
from ranking.selectors.story import story
from ranking.selectors.story_people import people_story
from ranking.services.rounds import FIT, fit_request
from ranking.stats.standing import MODELS
from ranking.views.figures import scales_of
from ranking.views.parts import Reading, parts_of

SURE = 0.05
MODELS_TOLD = {
    "bradley_terry": gettext_lazy("Bradley–Terry, ties half a win each"),
    "davidson": gettext_lazy("Davidson, ties an outcome of their own"),
    "plackett_luce": gettext_lazy("Plackett–Luce, whole rankings"),
}
LIVE = (Job.State.QUEUED, Job.State.RUNNING)


@require_safe
@project_role(Role.REVIEWER)
def report(request: ProjectRequest) -> HttpResponse:
    """The newest figures, over all rounds or over one (`?round=N`)."""
    round = _round(request)
    fit = fit_newest_of(request.project, round)
    context = {
        "fit": fit,
        "round": round,
        "rounds": _fitted_rounds(request.project),
        "fitting": Job.objects.filter(project=request.project, celery_name=FIT, state__in=LIVE).first(),
        "failed": _failed(request.project, fit),
        "worker": bool(workers_alive(now=timezone.now())),
        "answered": Round.objects.answered().filter(project=request.project).exists(),
        "can_propose": bool(rounds_to_propose_from(request.project)),
        "stage": "report",
        "models": MODELS_TOLD,
        **(_figures(request.project, fit, by_name=request.seat.at_least(Role.LEAD)) if fit else {}),
    }
    return render(request, "ranking/report.html", context)


@require_POST
@project_role(Role.LEAD)
def fit_again(request: ProjectRequest) -> HttpResponse:
    """Compute the figures anew over all finished rounds, by the model of strengths that is asked for."""
    model = request.POST.get("strengths") or None
    if model is not None and model not in MODELS:
        raise Http404
    ring(fit_request(project=request.project, strengths=model, now=timezone.now(), requested_by=request.user))
    messages.success(request, _("The figures are being computed; this page shows them when they are there."))
    return redirect("report", request.project.slug)


def _figures(project: Project, fit: Fit, *, by_name: bool) -> dict[str, Any]:
    if not by_name:
        fit.report = without_names(fit.report, project=project)
    found, reading = fit.report, _reading(project, fit, by_name)
    biased = [one for one in found["audits"] if one["p_adjusted"] is not None and one["p_adjusted"] < SURE]
    return {
        "report": found,
        "labels": reading.labels,
        "story": [
            *story(found, primary=reading.primary, labels=reading.labels),
            *people_story(found, primary=reading.primary, labels=reading.labels),
        ],
        "biased": biased,
        "warnings": [one for one in found["warnings"] if one["text"] not in {audit["sentence"] for audit in biased}],
        "parts": list(parts_of(reading)),
    }


def _reading(project: Project, fit: Fit, by_name: bool) -> Reading:
    dimensions, primary = dimensions_of(project), primary_dimension(project)
    return Reading(
        project=project,
        fit=fit,
        labels={one.name: str(one) for one in dimensions} | {"comparisons": _("Comparisons")},
        scales=scales_of(dimensions, primary),
        primary=primary.name if primary else None,
        by_name=by_name,
    )


def _round(request: ProjectRequest) -> Round | None:
    wanted = request.GET.get("round", "")
    if not wanted:
        return None
    rows = Round.objects.visible().filter(project=request.project)
    found = rows.filter(number=int(wanted)).first() if wanted.isdecimal() and len(wanted) <= 18 else None
    if found is None:
        raise Http404
    return found


def _fitted_rounds(project: Project) -> list[int]:
    rows = Fit.objects.filter(project=project, round__isnull=False).order_by("-round__number")
    return list(rows.values_list("round__number", flat=True).distinct())


def _failed(project: Project, fit: Fit | None) -> Job | None:
    """The newest computation, where it failed after the figures shown were made."""
    newest = Job.objects.filter(project=project, celery_name=FIT).order_by("-created_at").first()
    if newest is None or newest.state != Job.State.FAILED or (fit and fit.created_at > newest.created_at):
        return None
    return newest
