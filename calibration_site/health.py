"""Is the process up, and is what it needs within reach?"""

import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from annotations.selectors.jobs import workers_alive
from calibration_site.celery import app as celery_app


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok", "version": settings.VERSION})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database and broker are within reach. Workers are reported, and do not fail it: pages work without."""
    database, broker = _database_error(), _broker_error()
    workers = 0 if database else len(workers_alive(now=timezone.now()))
    body = {"database": database or "ok", "broker": broker or "ok", "workers": workers}
    return JsonResponse(body, status=503 if database or broker else 200)


def _database_error() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return type(error).__name__
    return ""


def _broker_error() -> str:
    if not settings.REDIS_URL:
        folder = celery_app.conf.broker_transport_options["data_folder_in"]
        return "" if os.access(folder, os.W_OK) else "the broker's folder cannot be written"
    try:
        Redis.from_url(settings.REDIS_URL, socket_timeout=2).ping()
    except RedisError as error:
        return type(error).__name__
    return ""
