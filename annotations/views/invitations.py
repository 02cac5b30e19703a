"""Invitation links: making and ending them, and what whoever opens one sees.

A link is opened once and then left: the visit keeps which invitation it was, and every page that follows has an
address without the secret, so that neither a log nor another site's Referer can carry it.
"""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.forms.invitations import InvitationForm, SignUpForm
from annotations.models import Invitation, Membership, User
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.invitations import (
    Standing,
    invitation_by_digest,
    invitation_by_pk,
    standing_of,
)
from annotations.services.errors import Invalid, Refused
from annotations.services.invitations import (
    Joined,
    invitation_accept,
    invitation_create,
    invitation_revoke,
    invitation_sign_up,
    refusal,
)
from annotations.services.tokens import token_digest

VISIT = "invitation"


@never_cache
@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def invite(request: ProjectRequest) -> HttpResponse:
    """Make a link; it is shown once, on the page that answers."""
    form = InvitationForm(request.POST or None)
    context = {"form": form, "stage": "members"}
    if request.method == "POST" and form.is_valid():
        now, given = timezone.now(), dict(form.cleaned_data)
        expires_at = now + timedelta(days=given.pop("days"))
        made = invitation_create(
            project=request.project, created_by=request.user, expires_at=expires_at, now=now, **given
        )  # fmt: skip
        link = request.build_absolute_uri(reverse("invitation", args=[made.secret]))
        return render(request, "annotations/invited.html", context | {"link": link, "invitation": made.invitation})
    return render(request, "annotations/invite.html", context, status=400 if form.is_bound else 200)


@require_POST
@project_role(Role.LEAD)
def invitation_end(request: ProjectRequest, pk: int) -> HttpResponse:
    """Withdraw a link; who came by it stays."""
    found = Invitation.objects.filter(project=request.project, pk=pk).first()
    if found is None:
        raise Http404
    invitation_revoke(invitation=found, now=timezone.now())
    messages.success(request, _("The link is withdrawn. Who has joined by it stays."))
    return redirect("members", request.project.slug)


@never_cache
@require_safe
def opened(request: HttpRequest, secret: str) -> HttpResponse:
    """The link itself: the visit remembers which invitation it was, and goes on without the secret."""
    found = invitation_by_digest(token_digest(secret))
    request.session[VISIT] = found.pk if found else 0
    response = redirect("invitation-join")
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Join by one button when signed in; else make an account, and then straight to the work."""
    if VISIT not in request.session:
        return redirect("home")
    invitation = invitation_by_pk(request.session[VISIT])
    standing = standing_of(invitation, now=timezone.now())
    user = request.user if isinstance(request.user, User) else None
    membership = (
        Membership.objects.filter(project=invitation.project, user=user).first() if invitation and user else None
    )
    context = {"invitation": invitation, "membership": membership}
    if invitation is None or (standing != Standing.LIVE and membership is None):
        return render(request, "annotations/invitation_dead.html", context | {"why": refusal(standing)}, status=410)
    if user is not None:
        return _join(request, invitation, user) if request.method == "POST" else render(
            request, "annotations/invitation.html", context
        )  # fmt: skip
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (joined := _sign_up(request, invitation, form)):
        return _onwards(request, joined)
    status = 400 if form.is_bound else 200
    return render(request, "annotations/invitation.html", context | {"form": form}, status=status)


def _join(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    try:
        joined = invitation_accept(invitation=invitation, user=user, now=timezone.now())
    except Refused as error:
        context = {"invitation": invitation, "why": str(error)}
        return render(request, "annotations/invitation_dead.html", context, status=410)
    return _onwards(request, joined)


def _sign_up(request: HttpRequest, invitation: Invitation, form: SignUpForm) -> Joined | None:
    given = {name: form.cleaned_data[name] for name in ("username", "password", "language")}
    try:
        joined = invitation_sign_up(invitation=invitation, now=timezone.now(), **given)
    except Invalid as error:
        for name, text in error.fields.items():
            form.add_error(name, text)
        return None
    except Refused as error:
        form.add_error(None, str(error))
        return None
    login(request, joined.membership.user)
    return joined


def _onwards(request: HttpRequest, joined: Joined) -> HttpResponse:
    """To the work: annotators to their first task, others to the project."""
    request.session.pop(VISIT, None)
    project, role = joined.membership.project, joined.membership.role
    if role == Role.ANNOTATOR:
        return redirect("annotate", project.slug)
    if joined.changed:
        messages.success(request, _("Welcome to %(project)s.") % {"project": project.name})
    return redirect("project", project.slug)
