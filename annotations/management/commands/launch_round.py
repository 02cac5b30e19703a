"""Launches a round from a terminal, and waits for its models if asked to."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from annotations.handout.policy import LABELLINGS, LEAST_RANDOM, RANDOM, Policy
from annotations.jobs import ring
from annotations.management.command import ScriptCommand
from annotations.models import Endpoint, Item, Project, Rater, Round, Task, TemplateVersion
from annotations.selectors.jobs import jobs_live
from annotations.selectors.materials import endpoint_named, endpoints_of, judges_of, version_of
from annotations.selectors.progress import Progress, round_progress
from annotations.services.errors import Invalid, Refused
from annotations.services.rounds import round_create, round_launch

EVERY_SECONDS = 1.0
NO_WORKER = "No worker is running, so nothing is generated. Start one: celery -A calibration_site worker --beat"


class Command(ScriptCommand):
    help = "Launches a round: a model answers the items of a split, and people and judges judge the answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project's short name")
        parser.add_argument("--template", required=True, metavar="NAME")
        parser.add_argument("--version", required=True, nargs="+", type=int, metavar="N", dest="versions")
        parser.add_argument("--endpoint", required=True, metavar="NAME")
        parser.add_argument("--temperature", nargs="+", type=float, default=[0.7], metavar="T", dest="temperatures")
        parser.add_argument("--samples", type=int, default=1, metavar="K", help="answers per combination")
        parser.add_argument("--split", default=Item.Split.DEVELOP, choices=Item.Split.values)
        parser.add_argument("--kind", nargs="+", default=[Task.Kind.RATING], choices=Task.Kind.values, dest="kinds")
        parser.add_argument("--overlap", type=int, default=1, metavar="M", help="people's answers per task")
        parser.add_argument("--judge", action="append", default=[], metavar="NAME", dest="judges")
        parser.add_argument("--items", type=int, metavar="N", help="at most this many items, chosen by the seed")
        parser.add_argument("--per-dimension", action="store_true", help="rank on each dimension of the rubric")
        _add_policy(parser)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--note", default="")
        parser.add_argument("--wait", action="store_true", help="until the models have answered and judged")

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        # Django's own --version would take the place of ours.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def handle(self, *args: Any, **options: Any) -> None:
        round = self._launch(options)
        self.stdout.write(f'{{"round": {round.number}}}')
        self.stdout.flush()
        if options["wait"]:
            self._wait(round)

    def _launch(self, options: dict[str, Any]) -> Round:
        now = timezone.now()
        try:
            round = round_create(now=now, **_plan(options))
            launched = round_launch(round=round, now=now)
        except Invalid as error:
            raise CommandError("\n".join(error.fields.values())) from error
        except Refused as error:
            raise CommandError(str(error)) from error
        ring(launched.job)
        return launched.round

    def _wait(self, round: Round) -> None:
        said = ""
        while True:
            # Asked first: a job that ends between the two questions shows in the progress that follows.
            live = jobs_live(round=round).exists()
            progress = round_progress(round, now=timezone.now())
            if (line := _line(progress)) != said:
                self.stderr.write(line)
                said = line
            if not live:
                break
            time.sleep(EVERY_SECONDS)
        failed = [job for job in progress.jobs if job.state in (job.State.FAILED, job.State.CANCELLED)]
        if failed:
            raise CommandError("\n".join(job.message or job.get_state_display() for job in failed))


def _add_policy(parser: ArgumentParser) -> None:
    """What is handed out beside the tasks; off where it is not named."""
    group = parser.add_argument_group("quality")
    group.add_argument("--training", action="store_true", help="training checks come first, with feedback")
    group.add_argument("--gold-share", type=float, default=0, metavar="P", help="part that are checks, 0 to 0.5")
    group.add_argument("--repeat-share", type=float, default=0, metavar="P", help="part asked again, 0 to 0.5")
    group.add_argument("--accuracy-floor", type=float, metavar="P", help="pause whose accuracy on checks is lower")
    group.add_argument("--accuracy-after", type=int, default=5, metavar="N", help="not before this many checks")
    group.add_argument("--overlap-cap", type=int, metavar="M", help="one more answer, up to M, where people part")
    group.add_argument("--agreement-floor", type=float, default=0.6, metavar="P", help="below it people part")
    group.add_argument("--adjudicate", action="store_true", help="a reviewer decides where people still part")
    group.add_argument("--answer-limit", type=int, metavar="N", help="answers per person")
    group.add_argument(
        "--labelling", default=RANDOM, choices=LABELLINGS, help="ask in random order, or what teaches most first"
    )
    group.add_argument(
        "--random-share", type=float, default=LEAST_RANDOM, metavar="P", help="if adaptive: part chosen by chance"
    )
    group.add_argument("--skill", action="append", default=[], metavar="NAME", dest="skills", help="only who has it")


def _plan(options: dict[str, Any]) -> dict[str, Any]:
    project = Project.objects.filter(slug=options["project"]).first()
    if project is None:
        raise CommandError(f"There is no project {options['project']!r}.")
    same = ("temperatures", "samples", "split", "kinds", "overlap", "per_dimension", "seed", "note")
    return {name: options[name] for name in same} | {
        "project": project,
        "versions": [_version(project, options["template"], number) for number in options["versions"]],
        "endpoint": _endpoint(project, options["endpoint"]),
        "judges": [_judge(project, name) for name in options["judges"]],
        "item_limit": options["items"],
        "policy": Policy.read(options),
    }


def _version(project: Project, template: str, number: int) -> TemplateVersion:
    if (version := version_of(project, template, number)) is None:
        known = TemplateVersion.objects.filter(template__project=project).select_related("template")
        raise CommandError(f"There is no version {number} of a template {template!r}. {_known(known)}")
    return version


def _endpoint(project: Project, name: str) -> Endpoint:
    endpoint = endpoint_named(project, name)
    if endpoint is None:
        raise CommandError(f"There is no endpoint {name!r}. {_known(endpoints_of(project))}")
    return endpoint


def _judge(project: Project, name: str) -> Rater:
    judge = judges_of(project, running=True).filter(name=name).first()
    if judge is None:
        raise CommandError(f"There is no judge {name!r} with an endpoint. {_known(judges_of(project, running=True))}")
    return judge


def _known(rows: Iterable[object]) -> str:
    names = ", ".join(str(row) for row in rows)
    return f"There are: {names}." if names else "The project has none."


def _line(progress: Progress) -> str:
    if progress.waits_for_worker:
        return NO_WORKER
    responses, judging = progress.responses, progress.judging
    errors = ", ".join(f"{count} × {kind}" for kind, count in progress.errors.items())
    parts = [f"responses {responses['done']}/{responses['planned']}"]
    parts += [f"failed {responses['failed']}"] if responses["failed"] else []
    parts += [f"judged {judging['done']}/{judging['planned']}"] if judging["planned"] else []
    parts += [f"errors: {errors}"] if errors else []
    return ", ".join(parts)
