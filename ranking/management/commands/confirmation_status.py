"""Tells how a test of a new version stands; looks at its answers where asked to."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from annotations.jobs import ring
from annotations.management.command import ScriptCommand
from ranking.models import Confirmation
from ranking.selectors.paired_rows import units_complete
from ranking.services.confirmations import ConfirmationRefused, confirmation_look


class Command(ScriptCommand):
    help = "Tells how a test of a new version stands: pairs complete, looks, the verdict in words and figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project's short name")
        parser.add_argument("--confirmation", type=int, metavar="ID", help="default: the newest of the project")
        parser.add_argument("--look", action="store_true", help="look at the answers first; it may decide the test")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        found = _found(options)
        if options["look"]:
            self._look(found)
            found.refresh_from_db()
        told = status(found)
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write(f"{found}: {found.state}, {told['pairs']['complete']} of {told['pairs']['planned']} pairs")
        for sentence in told["sentences"]:
            self.stdout.write(sentence)

    def _look(self, found: Confirmation) -> None:
        try:
            looked = confirmation_look(confirmation=found, now=timezone.now())
        except ConfirmationRefused as error:
            raise CommandError(str(error)) from error
        if looked.job:
            ring(looked.job)


def status(found: Confirmation) -> dict[str, Any]:
    """The object of `confirmation_status --json`."""
    complete, planned = units_complete(round=found.round, old=found.old_id, new=found.new_id)
    newest = found.looks.last()
    return {
        "confirmation": found.pk, "state": found.state, "new": str(found.new), "old": str(found.old),
        "round": found.round.number, "ordinal": found.ordinal, "alpha": found.alpha,
        "pairs": {"complete": complete, "planned": planned}, "looks": found.looks.count(),
        "outcome": newest.outcome if newest else None, "figures": newest.figures if newest else None,
        "sentences": newest.sentences if newest else [], "reason": found.reason,
    }  # fmt: skip


def _found(options: dict[str, Any]) -> Confirmation:
    rows = Confirmation.objects.filter(project__slug=options["project"])
    rows = rows.select_related("round", "new__template", "old__template")
    found = rows.filter(pk=options["confirmation"]).first() if options["confirmation"] else rows.first()
    if found is None:
        raise CommandError(f"The project {options['project']!r} has no such test.")
    return found
