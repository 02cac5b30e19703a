"""Faults that no view has answered: pages for people, and the API's one shape under `/api/`."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read at all, such as a body that is too large."""
    if request.path.startswith(API):
        return _fault(400, _("The request cannot be read, or is too large."))
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    if request.path.startswith(API):
        return _fault(404, _("There is no such address. Addresses end with a slash; /api/v1/docs/ lists them."))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    if request.path.startswith(API):
        return _fault(500, _("Something broke on our side. What was sent before is safe."))
    return defaults.server_error(request)


def _fault(status: int, detail: str) -> JsonResponse:
    return JsonResponse({"detail": detail, "fields": {}}, status=status)
