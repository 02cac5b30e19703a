"""The first page after sign-in. It stands here because it shows both: answers to give, and decisions to take."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.models import Membership
from annotations.selectors.attention import attention_of_user
from annotations.selectors.inbox import inboxes
from annotations.views.requests import SignedInRequest
from ranking.selectors.drift.alarms import alarms_waiting
from ranking.selectors.proposals import decisions_waiting


@login_required
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """My projects, and what waits for me in each."""
    found = inboxes(user=request.user)
    context = {
        "inboxes": found,
        "waiting": [inbox for inbox in found if inbox.waiting],
        "decisions": decisions_waiting(user=request.user),
        "attention": attention_of_user(user=request.user),
        "alarms": alarms_waiting(inbox.project.pk for inbox in found if inbox.role == Membership.Role.LEAD),
    }
    return render(request, "annotations/home.html", context)
