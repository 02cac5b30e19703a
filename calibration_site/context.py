"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The version, and the theme the person chose."""
    return {
        "version": settings.VERSION,
        "theme": getattr(request.user, "theme", "") if hasattr(request, "user") else "",
    }
