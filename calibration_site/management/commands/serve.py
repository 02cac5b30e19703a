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
        self.host, self.port = options["host"], options["port"]
        if not port_is_free(self.host, self.port):
            raise CommandError(f"Port {self.port} is taken. Choose another, for example PORT={self.port + 1}.")
        environment = dict(os.environ)
        supervisor = Supervisor(environment, say=self.stderr.write)
        supervisor.listen_for_stop()
        try:
            self.start_behind(supervisor, environment)
            self.before_web(supervisor)
            web = supervisor.start("web", web_command(self.host, self.port))
            wait_until_up(web, port=self.port, path="/healthz", seconds=60)
            self.stdout.write(f"Kalibre {settings.VERSION} serves on http://{self.shown_host}:{self.port}/")
            self.stdout.write("Ctrl-C stops it.")
            self.stdout.flush()
            supervisor.run()
        except StartError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stderr.write("Stopped while starting; the next start goes on from here.")
        finally:
            supervisor.stop()

    def start_behind(self, supervisor: Supervisor, environment: dict[str, str]) -> None:
        """Start what pages do not wait for: the model, the worker and the clock."""
        if not settings.OPENAI_BASE_URL and URL_VARIABLE not in environment and is_installed():
            port = free_port()
            environment[URL_VARIABLE] = f"http://127.0.0.1:{port}/v1"
            model = supervisor.start("model", model_command(port))
            wait_until_up(model, port=port, path="/health", seconds=60)
        supervisor.start("worker", worker_command())
        supervisor.start("beat", beat_command())

    def before_web(self, supervisor: Supervisor) -> None:
        """What has to be there before the first page is served; nothing here, the demo's content elsewhere."""

    @property
    def shown_host(self) -> str:
        """The address to type into a browser on this machine."""
        return "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104 (compared, not bound)
