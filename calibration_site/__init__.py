"""Wiring only: settings, URLs, Celery, start and stop."""

from calibration_site.celery import app as celery_app

__all__ = ["celery_app"]
