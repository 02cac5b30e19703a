"""What a round asks next, and why."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.jobs import ring
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.progress import rounds_of
from annotations.services.errors import Refused
from annotations.telling import percent
from ranking.selectors.labelling import Labelling, labelling_of
from ranking.services.labelling import labelling_stop


@require_safe
@project_role(Role.REVIEWER)
def labelling(request: ProjectRequest, number: int) -> HttpResponse:
    """The page of it, or the part of the round's page that says it."""
    found = _labelling(request, number)
    template = "ranking/_labelling.html" if request.headers.get("HX-Request") else "ranking/labelling.html"
    context = {
        "labelling": found,
        "round": found.round,
        "share": percent(found.share),
        "chance": percent(found.wave.reach, 1) if found.wave else "",
        "stage": "rounds",
    }
    return render(request, template, context)


@require_POST
@project_role(Role.LEAD)
def labelling_stopped(request: ProjectRequest, number: int) -> HttpResponse:
    """Let chance alone choose from now on."""
    round = _labelling(request, number).round
    try:
        ring(labelling_stop(round=round, now=timezone.now(), requested_by=request.user))
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("From now on chance alone chooses what is asked."))
    return redirect("round", request.project.slug, number)


def _labelling(request: ProjectRequest, number: int) -> Labelling:
    round = rounds_of(request.project.pk).filter(number=number).first()
    found = labelling_of(round) if round else None
    if found is None:
        raise Http404
    return found
