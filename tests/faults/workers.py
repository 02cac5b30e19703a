"""Real Celery workers on the test's database, each with a broker folder of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from tests.servers import stop


def database_url() -> str:
    """The URL of the database that this test runs on."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{settings['NAME']}"
    secret = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    host, socket = (settings["HOST"], "") if not settings["HOST"].startswith("/") else ("", f"?host={settings['HOST']}")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{settings['USER']}{secret}@{host}{port}/{settings['NAME']}{socket}"


def start_worker(folder: Path, *, redis_url: str = "") -> "subprocess.Popen[bytes]":
    """A worker; what waits in the database is found by its first sweep."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"DATABASE_URL": database_url(), "KALIBRE_VAR": str(folder), "REDIS_URL": redis_url}
    command = [sys.executable, "-m", "celery", "-A", "calibration_site", "worker", "-c", "1", "-l", "error"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, env=environment, start_new_session=True, stdout=log, stderr=log)


def kill(worker: "subprocess.Popen[bytes]") -> None:
    """What the kernel does when memory runs out: worker and children gone, nothing tidied."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(10)


def stop_politely(worker: "subprocess.Popen[bytes]") -> None:
    """What a supervisor does: the main process is asked, and asks its children."""
    stop(worker)


def wait_until(true: Callable[[], bool], what: str, *, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.05)
