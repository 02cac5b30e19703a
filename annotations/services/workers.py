"""Workers' signs of life."""

from datetime import datetime, timedelta

from annotations.models import Worker

# A worker that was killed cannot take its row away; after this long nobody asks for it any more.
FORGOTTEN = timedelta(days=1)


def worker_seen(*, name: str, now: datetime) -> Worker:
    """This function will note that a worker lives."""
    worker, _created = Worker.objects.update_or_create(
        name=name, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
    )
    return worker


def worker_gone(*, name: str) -> None:
    """This function will note that a worker stopped."""
    Worker.objects.filter(name=name).delete()


def workers_forget(*, now: datetime) -> int:
    """This function will drop workers that have long been silent, and return how many."""
    deleted, _rows = Worker.objects.filter(seen_at__lt=now - FORGOTTEN).delete()
    return deleted
