"""Celery: the doorbell. Job rows in the database are the truth (see `annotations.models.Job`)."""

import os
from datetime import timedelta
from typing import Any

from celery import Celery

from calibration_site.broker import install

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calibration_site.settings")

install()
app = Celery("kalibre")


def configuration() -> dict[str, Any]:
    """Read Django's settings late: importing this module must not need them."""
    from django.conf import settings

    common = {
        "task_ignore_result": True,
        # A worker killed in the middle drops its message on some brokers; the sweep rings again either way.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "timezone": settings.TIME_ZONE,
        # Models and charts leak a little; a fresh child now and then costs less than a second.
        "worker_max_tasks_per_child": 200,
        "beat_schedule": {
            "sweep-annotations": {"task": "annotations.sweep", "schedule": timedelta(seconds=15)},
            "sweep-ranking": {"task": "ranking.sweep", "schedule": timedelta(seconds=15)},
            "schedules": {"task": "ranking.schedules", "schedule": timedelta(minutes=1)},
        },
        "beat_schedule_filename": str(settings.VAR_DIR / "beat-schedule"),
    }
    if settings.REDIS_URL:
        return common | {
            "broker_url": settings.REDIS_URL,
            # Unacknowledged messages of a dead worker come back after the first, looked for every second.
            "broker_transport_options": {"visibility_timeout": 3600, "unacked_restore_interval": 10},
        }
    folder = settings.BROKER_DIR
    for name in ("messages", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return common | {
        "broker_url": "filesystem://",
        "broker_transport_options": {
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "control_folder": str(folder / "control"),
            # The default polls once a second; at this interval a job starts in some 30 ms.
            "polling_interval": 0.05,
        },
    }


app.add_defaults(configuration)
app.autodiscover_tasks(related_name="jobs")
