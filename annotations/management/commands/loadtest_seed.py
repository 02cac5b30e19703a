"""`manage.py loadtest_seed --tasks N --annotators K --overlap M`"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from annotations.management.command import ScriptCommand
from annotations.services.loadtest import LoadtestInvalid, loadtest_seed


class Command(ScriptCommand):
    """Makes a project to measure the hand-out with."""

    help = (
        "Makes a new project with open RATING and RANKING tasks of four responses on four dimensions, and annotators "
        "with tokens. Prints one JSON object: project, tokens."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Three numbers."""
        parser.add_argument("--tasks", type=int, required=True, help="how many tasks")
        parser.add_argument("--annotators", type=int, required=True, help="how many annotators, each with a token")
        parser.add_argument("--overlap", type=int, default=1, help="answers wanted per task (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, and print."""
        try:
            seeded = loadtest_seed(
                tasks=options["tasks"],
                annotators=options["annotators"],
                overlap=options["overlap"],
                now=timezone.now(),
                progress=lambda items: self.stderr.write(f"{items} items"),
            )
        except LoadtestInvalid as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(asdict(seeded)))
