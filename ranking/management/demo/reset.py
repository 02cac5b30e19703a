"""Deletes the demo, and nothing else."""

from dataclasses import dataclass

from django.db import transaction

from annotations.models import Assignment, Project, User
from ranking.management.demo.content import SLUG


@dataclass(frozen=True)
class DemoSize:
    """What would be deleted."""

    rounds: int
    answers: int
    own_answers: int


def demo_size() -> DemoSize | None:
    """How much stands in the demo, or None if there is none."""
    project = Project.objects.filter(slug=SLUG).first()
    if project is None:
        return None
    answers = Assignment.objects.filter(rater__project=project, rater__user__isnull=False, state=Assignment.State.DONE)
    return DemoSize(
        rounds=project.rounds.count(),
        answers=answers.count(),
        own_answers=answers.filter(rater__simulated=False).count(),
    )


@transaction.atomic
def demo_delete() -> None:
    """Delete the project with all that hangs on it, and the accounts that were made for it."""
    Project.objects.filter(slug=SLUG).delete()
    User.objects.filter(username__startswith="demo-", memberships=None).delete()
