"""Ends of a round: its answers are in, or its review is done."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotations.jobs import ring
from annotations.models import Round
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.services.errors import Refused
from ranking.services.rounds import round_close, round_finish


@require_POST
@project_role(Role.LEAD)
def round_closed(request: ProjectRequest, number: int) -> HttpResponse:
    """Collect no more, and learn from what is there."""
    try:
        learning = round_close(round=_round(request, number), now=timezone.now(), requested_by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        ring(learning.job)
        messages.success(request, _("Round %(number)d is closed; its figures are being computed.") % {"number": number})
    return redirect("round", request.project.slug, number)


@require_POST
@project_role(Role.LEAD)
def round_finished(request: ProjectRequest, number: int) -> HttpResponse:
    """The review is done."""
    try:
        round_finish(round=_round(request, number), now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The review of round %(number)d is done.") % {"number": number})
    return redirect("round", request.project.slug, number)


def _round(request: ProjectRequest, number: int) -> Round:
    found = Round.objects.visible().filter(project=request.project, number=number).first()
    if found is None:
        raise Http404
    return found
