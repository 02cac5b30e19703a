"""Requests as views get them once a decorator has checked the person."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from annotations.models import User
from annotations.permissions import ProjectRequest


class SignedInRequest(HttpRequest):
    """A request after `login_required`."""

    user: User


class TaskRequest(ProjectRequest):
    """A request to an annotator's page of a project, which may come from the page's own script."""

    htmx: HtmxDetails
