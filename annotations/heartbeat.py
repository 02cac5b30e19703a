"""The worker's heartbeat: a thread of Celery's main process, which writes a row the web process can read."""

import logging
import threading

from django.db import DatabaseError, connection
from django.utils import timezone

from annotations.services.workers import worker_gone, worker_seen

EVERY_SECONDS = 5.0
log = logging.getLogger(__name__)


class Heartbeat:
    """Beats until it is stopped. A database that cannot be reached is tried again at the next beat."""

    def __init__(self, name: str, *, every: float = EVERY_SECONDS) -> None:
        self.name = name
        self.every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Take the row away: a worker that stops politely is gone at once."""
        self._stopping.set()
        self._thread.join(timeout=self.every)
        self._write(last=True)

    def _run(self) -> None:
        self._write()
        while not self._stopping.wait(self.every):
            self._write()

    def _write(self, *, last: bool = False) -> None:
        try:
            if last:
                worker_gone(name=self.name)
            else:
                worker_seen(name=self.name, now=timezone.now())
        except DatabaseError as error:
            log.warning("No heartbeat of %s: %s", self.name, error)
        finally:
            # The pool forks from this process; a connection left open would be shared with its children.
            connection.close()
