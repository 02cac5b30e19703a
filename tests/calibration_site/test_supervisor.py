"""Starting together, staying up, stopping together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from calibration_site import supervisor as module
from calibration_site.supervisor import StartError, Supervisor, free_port, port_is_free, wait_until_up, web_command

SERVER = (
    "import sys; from http.server import SimpleHTTPRequestHandler as H, test;"
    "test(H, port=int(sys.argv[1]), bind='127.0.0.1')"
)
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def supervisor(said: list[str]) -> Supervisor:
    return Supervisor(os.environ, say=said.append)


def wait_for(true: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    """Ended, or ended and not yet waited for."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_child_that_dies_is_started_again() -> None:
    said: list[str] = []
    watch = supervisor(said)
    child = watch.start("clock", [sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        first = child.process.pid
        child.process.kill()
        child.process.wait()
        watch.look_after_children()
        child.restart_at = 0
        watch.look_after_children()
        assert child.process.pid != first
        assert child.process.poll() is None
        assert "clock ended with exit code -9" in said[0]
    finally:
        watch.stop()


def test_whoever_dies_at_once_waits_longer_and_whoever_stayed_up_does_not(monkeypatch) -> None:
    said: list[str] = []
    watch = supervisor(said)
    child = watch.start("clock", [sys.executable, "-c", ""])
    for _death in range(3):
        child.process.wait()
        watch.look_after_children()
        child.restart_at = 0
        watch.look_after_children()
    child.process.wait()
    monkeypatch.setattr(module, "STEADY_SECONDS", 0)
    watch.look_after_children()
    assert [line.rpartition(" in ")[2] for line in said] == ["1 s", "2 s", "4 s", "1 s"]


def test_a_killed_child_leaves_nobody_behind(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time\n"
        f"grandchild = subprocess.Popen([sys.executable, '-c', {STUBBORN!r}], stdout=subprocess.PIPE)\n"
        "grandchild.stdout.readline()\nprint(grandchild.pid, file=open(sys.argv[1], 'w'), flush=True)\ntime.sleep(60)\n"
    )
    watch, note = supervisor([]), tmp_path / "pid"
    child = watch.start("worker", [sys.executable, "-c", script, str(note)])
    try:
        wait_for(lambda: note.exists() and note.read_text().endswith("\n"))
        orphan = int(note.read_text())
        child.process.kill()
        child.process.wait()
        watch.look_after_children()
        child.restart_at = 0
        watch.look_after_children()
        wait_for(lambda: is_gone(orphan))
    finally:
        watch.stop()


def test_the_web_answers_again_whether_gunicorn_or_its_worker_was_killed() -> None:
    watch, port = supervisor([]), free_port()
    # Another application, since Django's start tells nothing here; tests/faults/test_load.py kills the whole product.
    command = [
        part.replace("calibration_site.wsgi", "wsgiref.simple_server:demo_app")
        for part in web_command("127.0.0.1", port)
    ]
    web = watch.start("web", command)
    try:
        wait_until_up(web, port=port, path="/healthz", seconds=60)
        master = web.process.pid
        worker = children_of(master)[0]
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: is_gone(worker) and children_of(master) not in ([], [worker]))
        wait_until_up(web, port=port, path="/healthz", seconds=60)
        assert web.process.pid == master

        os.kill(master, signal.SIGKILL)
        web.process.wait()
        wait_for(lambda: watch.look_after_children() or (web.process is not None and web.process.pid != master))
        wait_until_up(web, port=port, path="/healthz", seconds=60)
    finally:
        watch.stop()


def test_a_child_that_ends_while_starting_is_an_error_in_words() -> None:
    watch = supervisor([])
    child = watch.start("web", [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(StartError, match="web ended with exit code 3"):
        wait_until_up(child, port=free_port(), path="/", seconds=20)


def test_it_waits_until_the_child_answers(tmp_path: Path) -> None:
    watch, port = supervisor([]), free_port()
    child = watch.start("web", [sys.executable, "-c", SERVER, str(port)])
    try:
        wait_until_up(child, port=port, path="/", seconds=20)
        assert not port_is_free("127.0.0.1", port)
    finally:
        watch.stop()
    assert child.process.poll() is not None


def test_a_child_that_ignores_the_word_is_stopped_by_force(monkeypatch) -> None:
    monkeypatch.setattr("calibration_site.supervisor.GRACE_SECONDS", 0.3)
    watch = supervisor([])
    child = watch.start("mule", [sys.executable, "-c", STUBBORN])
    time.sleep(0.5)
    watch.stop()
    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells children of their parent's end on Linux only")
def test_children_do_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    script = (
        "import os, sys, time\nfrom calibration_site.supervisor import Supervisor\n"
        "child = Supervisor(os.environ, say=print).start('c', [sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.process.pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and Path(f"/proc/{pid}/stat").exists():
        if Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{pid}").exists()
