"""Starts web, worker, beat and the local model together, keeps them up, and stops them together.

For one machine. Larger installations start the same commands from their own process manager (docs/deployment.md).
"""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

GRACE_SECONDS = 15
# A child that dies at once is not restarted in a tight loop: 1, 2, 4 ... seconds, at most this many.
LONGEST_WAIT = 30
# Whoever stayed up this long did not die at once: the waits start from one second again.
STEADY_SECONDS = 10
PR_SET_PDEATHSIG = 1


class StartError(Exception):
    """A process could not be started; the message says what to do."""


@dataclass
class Child:
    """One process under supervision."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    deaths: int = 0
    started_at: float = 0.0
    restart_at: float = 0.0
    # Who died last: what it started may still hold the port, or do the work that the next one will do.
    remains: int | None = None


@dataclass
class Supervisor:
    """Starts children, restarts those that die, and stops all of them on SIGINT, SIGTERM or SIGHUP."""

    environment: Mapping[str, str]
    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    running: bool = False
    stopping: bool = False

    def start(self, name: str, command: list[str]) -> Child:
        """Start a child now."""
        child = Child(name, command)
        self.children.append(child)
        self._spawn(child)
        return child

    def listen_for_stop(self) -> None:
        """From now on SIGINT, SIGTERM and SIGHUP end the run, or interrupt the start."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def run(self) -> None:
        """Watch the children until a signal says stop, then stop them."""
        self.running = True
        while not self.stopping:
            self.look_after_children()
            time.sleep(0.2)
        self.stop()

    def look_after_children(self) -> None:
        """Start again what died; for whoever waits for the children's work before `run`."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.restart_at:
                    self._spawn(child)
            elif child.process.poll() is not None:
                self._bury(child, now)

    def _bury(self, child: Child, now: float) -> None:
        if child.process is None:
            return
        if now - child.started_at >= STEADY_SECONDS:
            child.deaths = 0
        wait = min(2**child.deaths, LONGEST_WAIT)
        self.say(f"{child.name} ended with exit code {child.process.returncode}; starting it again in {wait} s")
        child.remains = child.process.pid
        _signal_group(child.remains, signal.SIGTERM)
        child.process, child.restart_at = None, now + wait
        child.deaths += 1

    def stop(self) -> None:
        """Stop every child: gently, and after a grace period by force."""
        for child in self.children:
            if child.remains is not None:
                _signal_group(child.remains, signal.SIGKILL)
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                # The whole group: a worker's pool would outlive its parent.
                _signal_group(process.pid, signal.SIGKILL)
                process.wait()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
        if not self.running:
            raise KeyboardInterrupt

    def _spawn(self, child: Child) -> None:
        if child.remains is not None:
            _signal_group(child.remains, signal.SIGKILL)
            child.remains = None
        child.started_at = time.monotonic()
        # A session of its own, so that Ctrl-C reaches the supervisor alone and children stop in order.
        child.process = subprocess.Popen(
            child.command, env=dict(self.environment), start_new_session=True, preexec_fn=_die_with_parent
        )


def _signal_group(pid: int, number: int) -> None:
    """Signal a child and all that it started; a group that is gone needs no signal."""
    with suppress(ProcessLookupError):
        os.killpg(pid, number)


def _die_with_parent() -> None:
    """Should the supervisor be killed, its children get SIGTERM from the kernel (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(host: str, port: int) -> bool:
    """Whether the port can be bound."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def wait_until_up(child: Child, *, port: int, path: str, seconds: float) -> None:
    """Return once the path answers with success; raise StartError if the child ends or time runs out."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if child.process is not None and child.process.poll() is not None:
            raise StartError(f"{child.name} ended with exit code {child.process.returncode} while starting; see above.")
        if _answers(port, path):
            return
        time.sleep(0.05)
    raise StartError(f"{child.name} did not answer on port {port} within {seconds:.0f} s.")


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def model_command(port: int) -> list[str]:
    """The local model's server."""
    return [sys.executable, "-m", "annotations.llm.local", "--port", str(port), "--with-parent"]


def web_command(host: str, port: int) -> list[str]:
    """One process with eight threads: on SQLite faster than several processes, and enough for a team."""
    return [
        *[sys.executable, "-m", "gunicorn", "calibration_site.wsgi"],
        *["--bind", f"{host}:{port}", "--workers", "1", "--worker-class", "gthread", "--threads", "8"],
        *["--log-level", "warning", "--graceful-timeout", "10", "--keep-alive", "30"],
    ]


def worker_command(concurrency: int = 2) -> list[str]:
    """The Celery worker; prefork, since jobs run an event loop in a thread of their own."""
    return [
        *[sys.executable, "-m", "celery", "-q", "-A", "calibration_site", "worker", "--loglevel", "warning"],
        *["--concurrency", str(concurrency), "--without-gossip", "--without-mingle"],
    ]


def beat_command() -> list[str]:
    """The clock that rings the sweeps."""
    return [sys.executable, "-m", "celery", "-q", "-A", "calibration_site", "beat", "--loglevel", "warning"]
