"""The demo as a user starts it: one command, in an empty folder, on a free port."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.servers import free_port

# Generation by a small model on two shared cores, with room to spare.
PATIENCE_SECONDS = 900


@dataclass
class Demo:
    """A running demo: its address, its accounts by role, and what it printed."""

    folder: Path
    url: str = ""
    accounts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    process: "subprocess.Popen[str] | None" = None

    def start(self) -> None:
        """Start it, and return once it serves; fail with what it said if it ends before."""
        port = free_port()
        self.lines.clear()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=REPOSITORY,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "stderr").open("a"),
            text=True,
        )
        watchdog = threading.Timer(PATIENCE_SECONDS, self.process.kill)
        watchdog.start()
        try:
            for line in self.process.stdout:
                self._read(line.strip())
                if line.startswith("Ctrl-C"):
                    break
            else:
                raise AssertionError((self.folder / "stderr").read_text()[-3000:])
        finally:
            watchdog.cancel()
        self.url = f"http://127.0.0.1:{port}"

    def stop(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on the demo's data, as from a second terminal."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=REPOSITORY, env=self.environment, capture_output=True, text=True)

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"KALIBRE_VAR": str(self.folder / "var"), "PYTHONUNBUFFERED": "1"}

    def _read(self, line: str) -> None:
        self.lines.append(line)
        words = line.split()
        if len(words) == 3 and words[0] in {"admin", "lead", "reviewer", "annotator"}:
            self.accounts.setdefault(words[0], []).append((words[1], words[2]))
