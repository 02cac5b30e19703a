"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ranking.selectors.loop import loop_states


def site(request: HttpRequest) -> dict[str, object]:
    """The version, and the theme the person chose."""
    return {
        "version": settings.VERSION,
        "theme": getattr(request.user, "theme", "") if hasattr(request, "user") else "",
    }


def loop(request: HttpRequest) -> dict[str, object]:
    """On a project's pages: the project, the person's role in it, and where each stage of the loop stands."""
    seat = getattr(request, "seat", None)
    if seat is None:
        return {}
    return {
        "project": seat.project,
        "role": seat.role,
        # Asked of the database only where the loop is drawn.
        "loop_states": SimpleLazyObject(lambda: loop_states(seat.project)),
    }
