"""The first page after sign-in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.selectors.inbox import inboxes
from annotations.views.requests import SignedInRequest


@login_required
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """My projects, and what waits for me in each."""
    found = inboxes(user=request.user)
    return render(request, "annotations/home.html", {"inboxes": found, "waiting": [i for i in found if i.waiting]})
