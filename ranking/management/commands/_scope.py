"""Which project and round a command is about."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotations.models import Project, Round


def add_scope(parser: ArgumentParser) -> None:
    """The arguments `--project SLUG` and `--round N`."""
    parser.add_argument("--project", required=True, metavar="SLUG", help="the project's short name")
    parser.add_argument("--round", type=int, metavar="N", help="only this round (default: all finished rounds)")


def read_scope(slug: str, number: int | None) -> tuple[Project, Round | None]:
    """The project and the round that the arguments name. Raises CommandError where there is none."""
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        raise CommandError(_("There is no project {slug!r}.").format(slug=slug))
    if number is None:
        return project, None
    round = Round.objects.visible().filter(project=project, number=number).first()
    if round is None:
        raise CommandError(_("Project {slug!r} has no round {number}.").format(slug=slug, number=number))
    return project, round
