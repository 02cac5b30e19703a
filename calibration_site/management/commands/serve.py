"""`manage.py serve`: the whole product on one machine, until Ctrl-C."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.llm.local import URL_VARIABLE, is_installed
from calibration_site.supervisor import (
    StartError,
    Supervisor,
    beat_command,
    free_port,
    model_command,
    port_is_free,
    wait_until_up,
    web_command,
    worker_command,
)


class Command(BaseCommand):
    help = "Serve the web application with a worker, the clock and (without OPENAI_BASE_URL) the local model."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
        parser.add_argument(
            "--port", type=int, default=int(os.environ.get("PORT", "8000")), help="port (default: $PORT or 8000)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not port_is_free(host, port):
            raise CommandError(f"Port {port} is taken. Choose another: PORT={port + 1} make demo")
        environment = dict(os.environ)
        supervisor = Supervisor(environment, say=self.stderr.write)
        try:
            self._start(supervisor, environment, host, port)
        except StartError as error:
            supervisor.stop()
            raise CommandError(str(error)) from error
        except BaseException:
            # Ctrl-C while starting: nothing may be left behind.
            supervisor.stop()
            raise
        self.stdout.write(f"Kalibre {settings.VERSION} serves on http://{_shown(host)}:{port}/ (Ctrl-C stops it)")
        self.stdout.flush()
        supervisor.run()

    def _start(self, supervisor: Supervisor, environment: dict[str, str], host: str, port: int) -> None:
        if not settings.OPENAI_BASE_URL and URL_VARIABLE not in environment and is_installed():
            model_port = free_port()
            environment[URL_VARIABLE] = f"http://127.0.0.1:{model_port}/v1"
            model = supervisor.start("model", model_command(model_port))
            wait_until_up(model, port=model_port, path="/health", seconds=60)
        supervisor.start("worker", worker_command())
        supervisor.start("beat", beat_command())
        web = supervisor.start("web", web_command(host, port))
        wait_until_up(web, port=port, path="/healthz", seconds=60)


def _shown(host: str) -> str:
    """The address to type into a browser on this machine."""
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 (compared, not bound)
