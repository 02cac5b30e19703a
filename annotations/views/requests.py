"""Requests as views get them once a decorator has checked the person."""

from django.http import HttpRequest

from annotations.models import User


class SignedInRequest(HttpRequest):
    """A request after `login_required`."""

    user: User
