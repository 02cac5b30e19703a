"""Permits to call an endpoint, counted per window in the database: all workers together stay under its limit."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from annotations.models import Endpoint, EndpointWindow

WINDOW = timedelta(minutes=1)
KEPT = timedelta(hours=1)


def permits_take(*, endpoint: Endpoint, wanted: int, now: datetime) -> int:
    """This function will take up to `wanted` permits of the current window, and return how many it got."""
    if endpoint.requests_per_minute is None or wanted <= 0:
        return max(wanted, 0)
    window = _window(endpoint, now)
    while (granted := min(wanted, endpoint.requests_per_minute - window.requests)) > 0:
        # Another worker may have counted meanwhile: then look again.
        counted = EndpointWindow.objects.filter(pk=window.pk, requests=window.requests)
        if counted.update(requests=F("requests") + granted):
            return granted
        window.refresh_from_db(fields=["requests"])
    return 0


def permits_return(*, endpoint: Endpoint, unused: int, now: datetime) -> None:
    """This function will give back permits for which there was no call after all."""
    if endpoint.requests_per_minute is None or unused <= 0:
        return
    EndpointWindow.objects.filter(endpoint=endpoint, starts_at=_start(now), requests__gte=unused).update(
        requests=F("requests") - unused
    )


@transaction.atomic
def _window(endpoint: Endpoint, now: datetime) -> EndpointWindow:
    window, created = EndpointWindow.objects.get_or_create(endpoint=endpoint, starts_at=_start(now))
    if created:
        EndpointWindow.objects.filter(endpoint=endpoint, starts_at__lt=now - KEPT).delete()
    return window


def _start(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
