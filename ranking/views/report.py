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
from ranking.models import Fit
from ranking.selectors.lineage import fit_newest_of, fitted_rounds
from ranking.selectors.proposals import rounds_to_propose_from
from ranking.services.rounds import FIT, fit_request
from ranking.stats.standing import MODELS
from ranking.views.report_page import page_of, reading_of

MODELS_TOLD = {
    "bradley_terry": gettext_lazy("Bradley–Terry, ties half a win each"),
    "davidson": gettext_lazy("Davidson, ties an outcome of their own"),
    "plackett_luce": gettext_lazy("Plackett–Luce, whole rankings"),
}
LIVE = (Job.State.QUEUED, Job.State.RUNNING)


@require_safe
@project_role(Role.REVIEWER)
def report(request: ProjectRequest) -> HttpResponse:
    """The newest figures, over all rounds or over one (`?round=N`); `?dimension=` and `?by=` choose what is shown."""
    round = round_asked(request)
    fit = fit_newest_of(request.project, round)
    context = {
        "fit": fit,
        "round": round,
        "rounds": fitted_rounds(request.project),
        "fitting": Job.objects.filter(project=request.project, celery_name=FIT, state__in=LIVE).first(),
        "failed": _failed(request.project, fit),
        "worker": bool(workers_alive(now=timezone.now())),
        "answered": Round.objects.answered().filter(project=request.project).exists(),
        "can_propose": bool(rounds_to_propose_from(request.project)),
        "stage": "report",
        "models": MODELS_TOLD,
        **(_figures(request, fit) if fit else {}),
    }
    return render(request, "ranking/report.html", context)


def _figures(request: ProjectRequest, fit: Fit) -> dict[str, Any]:
    asked, named = request.GET, request.seat.at_least(Role.LEAD)
    reading = reading_of(
        request.project, fit, named=named, dimension=asked.get("dimension"), by=asked.get("by", "")
    )  # fmt: skip
    return page_of(reading)


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


def round_asked(request: ProjectRequest) -> Round | None:
    """The round that `?round=N` names; none without it. Raises Http404 for one that is not there."""
    wanted = request.GET.get("round", "")
    if not wanted:
        return None
    rows = Round.objects.visible().filter(project=request.project)
    found = rows.filter(number=int(wanted)).first() if wanted.isdecimal() and len(wanted) <= 18 else None
    if found is None:
        raise Http404
    return found


def _failed(project: Project, fit: Fit | None) -> Job | None:
    """The newest computation, where it failed after the figures shown were made."""
    newest = Job.objects.filter(project=project, celery_name=FIT).order_by("-created_at").first()
    if newest is None or newest.state != Job.State.FAILED or (fit and fit.created_at > newest.created_at):
        return None
    return newest
