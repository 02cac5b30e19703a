"""`fit`: compute everything that follows from the answers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from annotations.management.command import ScriptCommand
from ranking.management.commands._scope import add_scope, read_scope
from ranking.services.fits import NothingToFit, fit_run
from ranking.stats.standing import MODELS


class Command(ScriptCommand):
    """Consensus, strengths, mappings and audits of a project's finished rounds."""

    help = "Computes consensus, strengths, judge-to-human mappings and audits over finished rounds, and stores them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --project, --round, --strengths and --seed."""
        add_scope(parser)
        parser.add_argument(
            "--strengths",
            choices=list(MODELS),
            help="model of strengths (default: the newest fit's, bradley_terry at first)",
        )
        parser.add_argument("--seed", type=int, default=0, help="of all that is drawn (default 0)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fit, and say what is stored."""
        project, round = read_scope(options["project"], options["round"])
        try:
            fit = fit_run(
                project=project, round=round, seed=options["seed"], now=timezone.now(), strengths=options["strengths"],
                progress=self.stderr.write,
            )  # fmt: skip
        except NothingToFit as error:
            raise CommandError(str(error)) from error
        counts = fit.report["counts"]
        self.stdout.write(
            f"Fit {fit.pk} of {project.slug}: {counts['answers']} answers of {counts['raters']} people and "
            f"{counts['judges']} judges, in {fit.seconds:.1f} s."
        )
