"""`manage.py demo_reset`: what `make demo-reset` runs. Asks, then deletes the demo project and its accounts."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from annotations.selectors.jobs import workers_alive
from ranking.management.demo.reset import demo_delete, demo_size


class Command(BaseCommand):
    help = "Delete the demo project, everything in it, and its accounts. Other projects stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        size = demo_size()
        if size is None:
            self.stdout.write("There is no demo to delete.")
            return
        if workers_alive(now=timezone.now()):
            raise CommandError("A worker is running. Stop the demo (Ctrl-C) first, and wait half a minute.")
        self.stdout.write(f"This deletes the demo project with {size.rounds} rounds and {size.answers} answers,")
        self.stdout.write(f"{size.own_answers} of them given by people, and its accounts. Other projects stay.")
        if not options["yes"] and input("Type yes to delete: ").strip().casefold() != "yes":
            self.stdout.write("Nothing was deleted.")
            return
        demo_delete()
        self.stdout.write("Deleted. `make demo` makes a new one.")
