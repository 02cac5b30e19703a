"""Questions about background work."""

from datetime import datetime, timedelta

from annotations.models import Worker

# Three missed beats of the heartbeat (every 5 s): long enough for a busy machine, short enough to tell a person.
WORKER_SILENCE = timedelta(seconds=20)


def workers_alive(*, now: datetime) -> list[Worker]:
    """Workers that gave a sign of life lately."""
    return list(Worker.objects.filter(seen_at__gt=now - WORKER_SILENCE))
