"""`report`: the figures of the newest fit."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import translation

from annotations.management.command import ScriptCommand
from annotations.models import Project, Round
from ranking.management.commands._scope import add_scope, read_scope
from ranking.selectors.report import ReportMissing, UnknownField, fit_newest, report_of
from ranking.selectors.report_text import report_lines
from ranking.views.report_file import report_html


class Command(ScriptCommand):
    """What people's and judges' answers add up to."""

    help = "Prints the figures of the newest fit: agreement, scores, strengths, judges, audits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --project, --round, --by, --json, --html and --language."""
        add_scope(parser)
        parser.add_argument("--by", metavar="FIELD", help="also one report for each value of a field")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
        parser.add_argument("--html", type=Path, metavar="PATH", help="write the page as one file that opens anywhere")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default="en", help="of --html"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report, or write its page."""
        project, round = read_scope(options["project"], options["round"])
        try:
            if options["html"] is not None:
                self._write(project, round, options["html"], options["language"])
                return
            report = report_of(project=project, round=round, by=options["by"])
        except (ReportMissing, UnknownField) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write("\n".join(report_lines(report)))

    def _write(self, project: Project, round: Round | None, path: Path, language: str) -> None:
        fit = fit_newest(project=project, round=round)
        with translation.override(language):
            page = report_html(project, fit)
        try:
            path.write_text(page, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror or error}.") from error
        self.stdout.write(f"wrote {len(page.encode()) // 1000} kB to {path}")
