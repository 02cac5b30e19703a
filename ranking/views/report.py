"""The report: sentences first, then figures."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.jobs import ring
from annotations.models import Job, Project, Round
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.jobs import workers_alive
from annotations.selectors.materials import dimensions_of, primary_dimension
from ranking.charts.of_report import (
    MOST_FIGURES,
    agreement_figure,
    calibration_figures,
    score_figures,
    strength_figure,
    temperature_figure,
)
from ranking.models import Fit
from ranking.selectors.lineage import fit_newest_of
from ranking.selectors.proposals import rounds_to_propose_from
from ranking.selectors.story import factor_of, story
from ranking.services.rounds import FIT, fit_request
from ranking.views.figures import drawn, scales_of

SURE = 0.05
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
        **(_figures(request.project, fit) if fit else {}),
    }
    return render(request, "ranking/report.html", context)


@require_POST
@project_role(Role.LEAD)
def fit_again(request: ProjectRequest) -> HttpResponse:
    """Compute the figures anew over all finished rounds."""
    ring(fit_request(project=request.project, now=timezone.now(), requested_by=request.user))
    messages.success(request, _("The figures are being computed; this page shows them when they are there."))
    return redirect("report", request.project.slug)


def _figures(project: Project, fit: Fit) -> dict[str, Any]:
    found, dimensions = fit.report, dimensions_of(project)
    primary = primary_dimension(project)
    name = primary.name if primary else None
    scales = scales_of(dimensions, primary)
    labels = {one.name: str(one) for one in dimensions} | {"comparisons": _("Comparisons")}
    biased = [one for one in found["audits"] if one["p_adjusted"] is not None and one["p_adjusted"] < SURE]
    return {
        "report": found,
        "counts": _counts(found["counts"]),
        "story": story(found, primary=name, labels=labels),
        "biased": biased,
        "warnings": [one for one in found["warnings"] if one["text"] not in {audit["sentence"] for audit in biased}],
        "labels": labels,
        "factor": factor_of(found["scores"]),
        "score_figures": drawn(fit, "scores", lambda: list(score_figures(found, scales))),
        "temperature_figure": drawn(fit, "temperature", lambda: [temperature_figure(found, scales, name)])[0],
        "strength_figure": drawn(fit, "strengths", lambda: [strength_figure(found)])[0],
        "agreement_figure": drawn(fit, "agreement", lambda: [agreement_figure(found, labels)])[0],
        "calibrations": drawn(fit, "calibration", lambda: list(calibration_figures(found, scales))[:MOST_FIGURES]),
        "reasons": _reasons(found.get("reasons") or {}),
    }


def _counts(counts: dict[str, int]) -> list[tuple[str, int]]:
    names = {
        "items": _("Items"), "responses": _("Responses"), "answers": _("Answers"), "raters": _("People"),
        "judges": _("Judges"), "repeats": _("Repeats"), "unreadable": _("Unreadable"),
    }  # fmt: skip
    return [(label, counts[key]) for key, label in names.items() if counts.get(key) or key in ("items", "answers")]


def _reasons(reasons: dict[str, str]) -> list[tuple[str, list[str]]]:
    """(reason, paths): one line for each reason, however many figures it explains."""
    grouped: dict[str, list[str]] = {}
    for path, reason in reasons.items():
        grouped.setdefault(reason, []).append(path)
    return sorted(grouped.items(), key=lambda pair: -len(pair[1]))


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
