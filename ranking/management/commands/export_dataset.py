"""Writes a project's labelled answers in a format that trainers and tables take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.management.command import ScriptCommand
from annotations.models import Project
from ranking.exporters import PLANNED, REGISTRY
from ranking.exporters.run import export_dataset
from ranking.selectors.exports import RoundNotExportableError


class Command(ScriptCommand):
    help = "Exports people's answers of finished rounds, raters under pseudonyms; says what was left out and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project's short name")
        parser.add_argument("--format", required=True, choices=[*REGISTRY, *PLANNED])
        parser.add_argument("--out", required=True, type=Path, metavar="PATH", help="ends in .gz: compressed")
        parser.add_argument("--round", type=int, metavar="N", help="one round; all finished ones without it")

    def handle(self, *args: Any, **options: Any) -> None:
        name, out, slug = options["format"], options["out"], options["project"]
        if name not in REGISTRY:
            raise CommandError(f"The format {name} is not built yet. There are: {', '.join(REGISTRY)}.")
        project = Project.objects.filter(slug=slug).first()
        if project is None:
            raise CommandError(f"There is no project {slug!r}.")
        try:
            told = export_dataset(
                project=project, name=name, out=out, number=options["round"], progress=self.stderr.write
            )
        except RoundNotExportableError as error:
            raise CommandError(f"Nothing was exported: {error}.") from error
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror or error}.") from error
        for reason, number in told.left_out.most_common():
            self.stdout.write(f"left out {number}: {reason}")
        self.stdout.write(f"wrote {told.rows} rows to {out}")
