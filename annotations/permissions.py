"""Who may do what: annotator < reviewer < lead, and site admins above all.

Pages say `@project_role(Role.LEAD)`, API views set `minimum_role` and `scope`. Whoever has no part in a project
is told that there is none (404); whose role is too low, that it is (403).
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from annotations.models import ApiToken, Membership, Project, Rater, User
from annotations.selectors.assignments import rater_of_assignment
from annotations.selectors.projects import Seat, seat_of

Role = Membership.Role
Scope = ApiToken.Scope
# What an application that serves answers does: read what is active. Whoever sends its feedback may, too.
SERVE = "serve"
# By what a route asks for: the scopes that allow it. A token that manages may read and send feedback.
SCOPES: dict[str, Sequence[str]] = {
    Scope.ANNOTATE: (Scope.ANNOTATE,),
    Scope.READ: (Scope.READ, Scope.MANAGE),
    Scope.MANAGE: (Scope.MANAGE,),
    Scope.FEEDBACK: (Scope.FEEDBACK, Scope.MANAGE),
    SERVE: (Scope.FEEDBACK, Scope.READ, Scope.MANAGE),
}


class ProjectRequest(HttpRequest):
    """A request to a page of a project, after `project_role`."""

    user: User
    project: Project
    seat: Seat


class ProjectApiRequest(Request):
    """An API request after `ProjectRole`."""

    user: User
    seat: Seat


class AssignmentApiRequest(Request):
    """An API request after `OwnAssignment`."""

    user: User
    rater: Rater


Params = ParamSpec("Params")
PageView = Callable[Concatenate[Any, Params], HttpResponseBase]


def seat_required(*, user: User | AnonymousUser, slug: str, minimum: str) -> Seat:
    """This function will return a person's part in a project, or raise 404 for none and 403 for too low a role."""
    seat = seat_of(user=user, slug=slug)
    if seat is None:
        raise Http404(_("There is no such project."))
    if not seat.at_least(minimum):
        raise PermissionDenied(_("Your role in this project does not allow it."))
    return seat


def project_role(minimum: str) -> Callable[[PageView[Params]], Callable[..., HttpResponseBase]]:
    """A decorator of page views whose address has the project's `slug`, which the view gets as `request.project`.

    Signed-out people are sent to the login page.
    """

    def decorate(view: PageView[Params]) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def guarded(request: ProjectRequest, *args: Any, slug: str, **kwargs: Any) -> HttpResponseBase:
            request.seat = seat_required(user=request.user, slug=slug, minimum=minimum)
            request.project = request.seat.project
            return view(request, *args, **kwargs)

        return guarded

    return decorate


class TokenScope(BasePermission):
    """A token does what its scope says. People signed in by session have every scope; their role decides."""

    message = "This token's scope does not allow it. Make one with the scope that the route needs."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """The scope that the view asks for, in `view.scope` or per method in `view.scopes`."""
        if not isinstance(request.auth, ApiToken):
            return True
        scope = getattr(view, "scopes", {}).get(request.method, getattr(view, "scope", Scope.READ))
        return request.auth.scope in SCOPES[scope]


class ProjectRole(BasePermission):
    """The person's role in the project of the address, from `view.minimum_role` or `view.minimum_roles[method]`.

    Sets `request.seat`. A token bound to another project sees none.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raises 404 or 403 as pages do; True otherwise."""
        minimum = getattr(view, "minimum_roles", {}).get(request.method, view.minimum_role)
        seat = seat_required(user=request.user, slug=view.kwargs["slug"], minimum=minimum)
        token = request.auth
        if isinstance(token, ApiToken) and token.project_id not in {None, seat.project.pk}:
            raise Http404(_("There is no such project."))
        request.seat = seat  # type: ignore[attr-defined]
        return True


IN_PROJECT = [IsAuthenticated, TokenScope, ProjectRole]
SIGNED_IN = [IsAuthenticated, TokenScope]


class OwnAssignment(BasePermission):
    """The assignment of the address is the person's own, in a project they still work in. Sets `request.rater`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raises 404 for others' assignments, as for those that are not; True otherwise."""
        user = request.user
        rater = rater_of_assignment(user=user, assignment_id=view.kwargs["pk"]) if isinstance(user, User) else None
        token = request.auth
        elsewhere = (
            rater is not None and isinstance(token, ApiToken) and token.project_id not in {None, rater.project_id}
        )
        if rater is None or elsewhere:
            raise Http404(_("You have no such assignment."))
        request.rater = rater  # type: ignore[attr-defined]
        return True


OF_ASSIGNMENT = [IsAuthenticated, TokenScope, OwnAssignment]
