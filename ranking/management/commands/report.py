"""`report`: the figures of the newest fit."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from annotations.management.command import ScriptCommand
from ranking.management.commands._scope import add_scope, read_scope
from ranking.selectors.report import ReportMissing, UnknownField, report_of
from ranking.selectors.report_text import report_lines


class Command(ScriptCommand):
    """What people's and judges' answers add up to."""

    help = "Prints the figures of the newest fit: agreement, scores, strengths, judges, audits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --project, --round, --by and --json."""
        add_scope(parser)
        parser.add_argument("--by", metavar="FIELD", help="also one report for each value of a field")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report."""
        project, round = read_scope(options["project"], options["round"])
        try:
            report = report_of(project=project, round=round, by=options["by"])
        except (ReportMissing, UnknownField) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write("\n".join(report_lines(report)))
