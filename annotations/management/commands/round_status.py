"""Tells how far a round has got, as one JSON object or in words."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from annotations.management.command import ScriptCommand
from annotations.models import Round
from annotations.selectors.progress import Progress, round_progress


class Command(ScriptCommand):
    help = "Tells how far a round has got: responses, judging, people's answers, errors, tokens and cost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project's short name")
        parser.add_argument("--round", required=True, type=int, metavar="N")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        rounds = Round.objects.visible().filter(project__slug=options["project"], number=options["round"])
        round = rounds.select_related("project", "endpoint").first()
        if round is None:
            raise CommandError(f"The project {options['project']!r} has no round {options['round']}.")
        told = status(round_progress(round, now=timezone.now()))
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        for name, value in told.items():
            self.stdout.write(f"{name}: {_words(value)}")


def status(progress: Progress) -> dict[str, Any]:
    """The object of `round_status --json`; `cost` is null where the endpoint names no price."""
    return {
        "round": progress.round.number,
        "state": progress.round.state,
        "responses": progress.responses,
        "judging": progress.judging,
        "answers": progress.answers,
        "errors": progress.errors,
        "worker": progress.worker,
        "interrupted": progress.interrupted,
        "tokens": progress.tokens,
        "cost": None if progress.cost is None else float(progress.cost),
    }


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items()) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not known" if value is None else str(value)
