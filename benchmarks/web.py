"""A web process as `manage.py serve` starts it, and the processor time that it used."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from calibration_site.supervisor import Child, free_port, wait_until_up, web_command
from tests.servers import stop

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Web:
    """A running web process on loopback."""

    port: int
    pid: int

    def processor_seconds(self) -> float:
        """User and system time of gunicorn and its worker (Linux: from /proc)."""
        workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_processor_seconds(pid) for pid in (str(self.pid), *workers))


def _processor_seconds(pid: str) -> float:
    # The name, in brackets, may hold spaces; the fields are counted behind it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def web_process(settings: str) -> Iterator[Web]:
    """Serve with these settings until the block ends."""
    port = free_port()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings, "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(web_command("127.0.0.1", port), env=environment)
    try:
        wait_until_up(Child("web", [], process), port=port, path="/healthz", seconds=60)
        yield Web(port, process.pid)
    finally:
        stop(process)
