"""Looks for rows that contradict each other."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.management.command import ScriptCommand
from ranking.selectors.integrity import CHECKS

SHOWN = 20


class Command(ScriptCommand):
    help = "Checks what no database constraint can hold. Exits with 1 and names the rows that are wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help=f"name every row, not the first {SHOWN} of a check")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = [name for name in CHECKS if self._broken(name, whole=options["all"])]
        if broken:
            raise CommandError(f"{len(broken)} of {len(CHECKS)} checks found something wrong: {'; '.join(broken)}.")
        self.stdout.write(f"{len(CHECKS)} checks, nothing wrong")

    def _broken(self, name: str, *, whole: bool) -> bool:
        problems = CHECKS[name]()
        shown = list(problems if whole else islice(problems, SHOWN))
        for problem in shown:
            self.stderr.write(f"{name}: {problem}")
        if more := sum(1 for _problem in problems):
            self.stderr.write(f"{name}: {more} more")
        return bool(shown)
