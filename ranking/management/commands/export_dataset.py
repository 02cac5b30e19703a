"""Writes a project's labelled answers in a format that trainers and tables take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.management.command import ScriptCommand
from annotations.models import Project
from ranking.exporters import REGISTRY
from ranking.exporters.balancing import REPEAT, WAYS, NothingToBalance
from ranking.exporters.pipeline import Exported, OptionRefused, Options
from ranking.exporters.run import export_dataset
from ranking.selectors.exports import RoundNotExportableError


class Command(ScriptCommand):
    help = "Exports people's answers of finished rounds, raters under pseudonyms; says what was left out and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project's short name")
        parser.add_argument("--format", required=True, choices=[*REGISTRY])
        parser.add_argument("--out", required=True, type=Path, metavar="PATH", help="ends in .gz: compressed")
        parser.add_argument("--round", type=int, metavar="N", help="one round; all finished ones without it")
        shaped = parser.add_argument_group("formats to train on")
        shaped.add_argument(
            "--balance",
            default="",
            metavar="ATTRIBUTE",
            help="as many rows for each value: a counterfactual set's attribute, language, category or metadata",
        )
        shaped.add_argument("--by", default=REPEAT, choices=WAYS, help="how to balance (default: repeat rarer rows)")
        shaped.add_argument(
            "--augment",
            action="store_true",
            help="copy rows to the other values of their sets, where whole words can be swapped; each copy is marked",
        )
        shaped.add_argument(
            "--validation", type=float, default=0.0, metavar="SHARE", help="share of prompts for a second file"
        )
        shaped.add_argument("--seed", type=int, default=0)
        shaped.add_argument("--license", default="unknown", help="what the dataset card says (default: unknown)")
        shaped.add_argument("--no-card", action="store_true", help="write no README.md beside the file")

    def handle(self, *args: Any, **options: Any) -> None:
        name, out, slug = options["format"], options["out"], options["project"]
        project = Project.objects.filter(slug=slug).first()
        if project is None:
            raise CommandError(f"There is no project {slug!r}.")
        shaped = Options(
            balance=options["balance"], way=options["by"], augment=options["augment"],
            validation=options["validation"], seed=options["seed"],
        )  # fmt: skip
        try:
            told = export_dataset(
                project=project, name=name, out=out, number=options["round"], options=shaped,
                card=None if options["no_card"] else options["license"], progress=self.stderr.write,
            )  # fmt: skip
        except (RoundNotExportableError, OptionRefused, NothingToBalance) as error:
            raise CommandError(f"Nothing was exported: {error}.") from error
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror or error}.") from error
        self._tell(told)
        for reason, number in told.left_out.most_common():
            self.stdout.write(f"left out {number}: {reason}")
        self.stdout.write(f"wrote {told.rows} rows to {out}")

    def _tell(self, told: Exported) -> None:
        """What was done to the rows, on stderr: stdout is the doors' own."""
        if (balance := told.balance) is not None:
            for (label, value), n in sorted(balance.before.items(), key=str):
                beside = "" if label is None else f" with label {label}"
                self.stderr.write(f"balanced {value}{beside}: {n} rows became {balance.target((label, value))}")
            for each in balance.uneven():
                self.stderr.write(f"NOT BALANCED: {each}")
        if told.diversity.copied or told.diversity.repeated:
            self.stderr.write(f"added {told.diversity.copied} copies and {told.diversity.repeated} repeats")
        if told.diversity.rows:
            self.stderr.write(told.diversity.told())
        if told.card:
            self.stderr.write(f"the dataset card is {told.card}")
