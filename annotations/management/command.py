"""What the commands that scripts call have in common."""

from __future__ import annotations

from django.core.management.base import BaseCommand

USAGE = 2


class ScriptCommand(BaseCommand):
    """Ends with 1 on any bad input, also where the arguments themselves cannot be read (argparse would say 2)."""

    def run_from_argv(self, argv: list[str]) -> None:
        """This function will run the command as the shell called it."""
        try:
            super().run_from_argv(argv)
        except SystemExit as end:
            raise SystemExit(1 if end.code == USAGE else end.code) from end
