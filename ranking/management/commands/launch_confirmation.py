"""Fixes the plan of a test of a new version, and launches its round."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from annotations.jobs import ring
from annotations.management.command import ScriptCommand
from annotations.models import Project
from annotations.services.errors import Invalid, Refused
from ranking.models import Confirmation
from ranking.services.confirmations import Planned, confirmation_plan, design_named

Metric = Confirmation.Metric
SAME = (
    "template", "version", "against", "endpoint", "metric", "dimension", "rate", "compare", "temperature", "samples",
    "overlap", "item_limit", "gap_margin", "worthwhile", "looks", "automatic", "note",
)  # fmt: skip


class Command(ScriptCommand):
    help = "Tests a new version against an old one on the items of split evaluate: the plan is fixed, then it starts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project's short name")
        parser.add_argument("--template", required=True, metavar="NAME")
        parser.add_argument("--version", required=True, type=int, metavar="N", help="the new version")
        parser.add_argument("--against", type=int, metavar="N", help="the old one (default: the active version)")
        parser.add_argument("--endpoint", required=True, metavar="NAME")
        parser.add_argument("--metric", default=Metric.SCORES.value, choices=Metric.values, help="what decides")
        parser.add_argument("--dimension", metavar="NAME", help="the score that decides (default: the primary)")
        parser.add_argument("--compare", action="store_true", help="people compare both side by side")
        parser.add_argument("--no-rate", action="store_false", dest="rate", help="nobody scores the responses")
        parser.add_argument("--temperature", type=float, metavar="T", help="one, in place of what a policy serves")
        parser.add_argument("--samples", type=int, default=1, metavar="K", help="answers of each version per item")
        parser.add_argument("--overlap", type=int, default=2, metavar="M", help="people's answers per task")
        parser.add_argument("--items", type=int, metavar="N", dest="item_limit", help="at most this many items")
        parser.add_argument("--margin", action="append", default=[], metavar="DIMENSION=POINTS", dest="margins")
        parser.add_argument("--gap-margin", type=float, metavar="POINTS", help="0 leaves bias gaps unguarded")
        parser.add_argument("--worthwhile", type=float, metavar="POINTS", help="the smallest gain worth having")
        parser.add_argument("--looks", type=int, default=5, metavar="N", help="the end among them")
        parser.add_argument("--wait-for-lead", action="store_false", dest="automatic", help="a lead promotes")
        parser.add_argument("--seed", type=int, default=1, help="the same again launches once")
        parser.add_argument("--note", default="")

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        # Django's own --version would take the place of ours.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def handle(self, *args: Any, **options: Any) -> None:
        planned = self._plan(options)
        ring(planned.job)
        made = planned.confirmation
        self.stderr.write(made.plan["asked"])
        told = {"confirmation": made.pk, "round": made.round.number, "ordinal": made.ordinal, "alpha": made.alpha}
        self.stdout.write(json.dumps(told))

    def _plan(self, options: dict[str, Any]) -> Planned:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        given = {name: options[name] for name in SAME} | {"margins": dict(map(_margin, options["margins"]))}
        try:
            design = design_named(project=project, given=given)
            return confirmation_plan(project=project, design=design, seed=options["seed"], now=timezone.now())
        except Invalid as error:
            raise CommandError("\n".join(error.fields.values())) from error
        except Refused as error:
            raise CommandError(str(error)) from error


def _margin(text: str) -> tuple[str, float]:
    name, _, points = text.rpartition("=")
    try:
        return name, float(points)
    except ValueError as error:
        raise CommandError(f"{text!r} is no margin; write DIMENSION=POINTS.") from error
