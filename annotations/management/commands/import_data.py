"""Takes files of items, ratings, comparisons, judge verdicts and counterfactual sets into a project."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.importers import REGISTRY
from annotations.importers.run import ImportRefusedError, Outcome, import_files
from annotations.importers.telling import refusals_told
from annotations.management.command import ScriptCommand
from annotations.services.imports import (
    ImportLostError,
    ImportOvertakenError,
    ImportRunningError,
    ProjectNameError,
    UnknownProjectError,
)

EVERY_SECONDS = 1.0


class Command(ScriptCommand):
    help = (
        "Imports .jsonl, .jsonl.gz and .csv files into a project: all of them or, if any row is refused, nothing "
        "(--skip-bad takes the rest). The same rows a second time add nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project's short name")
        parser.add_argument("--create", action="store_true", help="make the project if there is none")
        parser.add_argument("--kind", choices=list(REGISTRY), help="of all files; told by the fields without it")
        parser.add_argument("--skip-bad", action="store_true", help="take the rows that can be taken")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = import_files(
                paths=options["files"],
                slug=options["project"],
                create=options["create"],
                kind=options["kind"],
                skip_bad=options["skip_bad"],
                progress=self._progress(),
            )
        except ImportRefusedError as error:
            self._say(error.outcome)
            rest = ": no row could be taken" if options["skip_bad"] else ", or pass --skip-bad to take the others"
            raise CommandError(f"Nothing was imported. Mend the rows named above{rest}.") from error
        except UnknownProjectError as error:
            raise CommandError(f"There is no project {options['project']!r}. Pass --create to make it.") from error
        except ProjectNameError as error:
            raise CommandError(f"No project can be made under {options['project']!r}. {error}") from error
        except ImportRunningError as error:
            raise CommandError(f"Nothing was imported: {error}. Try again when it has ended.") from error
        except (ImportOvertakenError, ImportLostError) as error:
            raise CommandError("Nothing was imported: another import came in between. Run this one again.") from error
        self._say(outcome)

    def _say(self, outcome: Outcome) -> None:
        for told in refusals_told(outcome.refusals):
            self.stderr.write(str(told))
        self.stdout.write(f"added {outcome.added}, present {outcome.present}, refused {outcome.refused}")

    def _progress(self) -> Any:
        last = time.monotonic()

        def say(text: str) -> None:
            nonlocal last
            if time.monotonic() - last >= EVERY_SECONDS:
                last = time.monotonic()
                self.stderr.write(text)

        return say
