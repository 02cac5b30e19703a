"""Tests of new versions against old ones: which there are, what the next may spend, which wait for a look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.models import (
    Activation,
    Assignment,
    Job,
    Project,
    PromptTemplate,
    Rater,
    Round,
    TemplateVersion,
)
from annotations.selectors.jobs import LIVE
from ranking.models import Confirmation, ConfirmationLook, Proposal
from ranking.selectors.paired_rows import units_complete
from ranking.stats.decide.sequential import LEAST_UNITS
from ranking.stats.decide.spending import Share, Spent, next_share

State = Confirmation.State
LAST_LOOK = 0.9


def confirmations_of(project: Project) -> QuerySet[Confirmation]:
    """A project's confirmations, the newest first."""
    rows = Confirmation.objects.filter(project=project, round__in=Round.objects.visible())
    return rows.select_related(
        "old__template", "new__template", "template__active_version", "round", "dimension", "proposal", "decided_by",
        "created_by", "activation__by", "rollback__by", "project",
    ).prefetch_related("looks")  # fmt: skip


def confirmation_of(project: Project, pk: int) -> Confirmation | None:
    """One confirmation of the project."""
    return confirmations_of(project).filter(pk=pk).first()


def confirmation_of_round(round: Round) -> Confirmation | None:
    """The confirmation that the round serves."""
    return confirmations_of(round.project).filter(round=round).first()


def confirmations_by_version(versions: Iterable[TemplateVersion]) -> dict[int, list[Confirmation]]:
    """The confirmations in which each version was the new one, the newest first."""
    rows = Confirmation.objects.filter(new__in=list(versions)).select_related("old__template", "round", "rollback")
    rows = rows.prefetch_related("looks")
    found: dict[int, list[Confirmation]] = {}
    for one in rows:
        found.setdefault(one.new_id, []).append(one)
    return found


def share_of(template: PromptTemplate) -> Share:
    """The error that the template's next test may have. One that was given up before any answer has spent nothing.

    Without a look alone is not enough: the page of responses shows single answers as they come, and whoever gives up
    the tests that begin badly, and gets their error back, would promote falsely in the end.
    """
    answered = Exists(
        Assignment.objects.filter(
            task__round=OuterRef("round"), task__gold=None, rater__kind=Rater.Kind.PERSON, state=Assignment.State.DONE
        )
    )
    looked = Exists(ConfirmationLook.objects.filter(confirmation=OuterRef("pk")))
    given_up = Q(state__in=[State.WITHDRAWN, State.FUTILE])
    rows = Confirmation.objects.filter(~given_up | looked | answered, template=template).order_by("created_at", "pk")
    return next_share([Spent(one.alpha, one.gained) for one in rows])


def confirmation_running(template: PromptTemplate) -> Confirmation | None:
    """The test of the template that is under way."""
    rows = Confirmation.objects.filter(template=template, state=State.RUNNING)
    return rows.select_related("round", "new__template", "old__template").first()


def confirmations_waiting() -> list[Confirmation]:
    """Those that run and have a look coming, on which no job is at work already.

    That is where the next planned share of the pairs is complete, or the round is over and its figures are there.
    """
    live = Job.objects.filter(round=OuterRef("round"), state__in=LIVE)
    rows = Confirmation.objects.filter(~Exists(live), state=State.RUNNING).select_related("round", "new", "old")
    return [one for one in rows.prefetch_related("looks") if one.fingerprint() == one.digest and look_due(one)]


def look_due(confirmation: Confirmation) -> bool:
    """Whether the plan has a look at this moment."""
    round = confirmation.round
    if round.state in (Round.State.LEARNING, Round.State.REVIEW, Round.State.CLOSED, Round.State.CANCELLED):
        return True
    if round.state != Round.State.COLLECTING:
        return False
    complete, planned = units_complete(round=round, old=confirmation.old_id, new=confirmation.new_id)
    coming = next((share for share in confirmation.plan["looks"] if share * planned > _seen(confirmation)), None)
    return coming is not None and coming * planned <= complete and may_look(complete, planned)


def may_look(complete: int, planned: int) -> bool:
    """Whether a round that collects may be looked at: there is something to see, and it is not about to end.

    When a round ends must not hang on what its last answers say.
    """
    return LEAST_UNITS <= complete <= LAST_LOOK * planned


def _seen(confirmation: Confirmation) -> int:
    """How many pairs the newest look saw."""
    return max((look.units for look in confirmation.looks.all()), default=0)


@dataclass(frozen=True)
class Happened:
    """One line of the history: what was decided when, by whom and why."""

    at: datetime
    kind: str
    row: Proposal | Confirmation | Activation


def decisions_of(project: Project) -> list[Happened]:
    """Everything that was decided in a project, the newest first: proposals, tests, and what was served."""
    proposals = Proposal.objects.filter(project=project, decided_at__isnull=False)
    decided = confirmations_of(project).filter(decided_at__isnull=False)
    served = Activation.objects.filter(template__project=project)
    found = [
        *(_happened("proposal", one.decided_at, one) for one in proposals.select_related(
            "base__template", "version__template", "decided_by", "round")),
        *(_happened("test", one.decided_at, one) for one in decided),
        *(_happened("served", one.at, one) for one in served.select_related(
            "version__template", "former__template", "by", "confirmation")),
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at, reverse=True)


def _happened(kind: str, at: datetime | None, row: Proposal | Confirmation | Activation) -> Happened:
    if at is None:
        raise ValueError(f"{kind} {row.pk} was not decided")
    return Happened(at, kind, row)


def former_of(version: TemplateVersion) -> TemplateVersion | None:
    """What a roll-back would serve again: the version before this one, while this one is served."""
    template = version.template
    if template.active_version_id != version.pk:
        return None
    last = Activation.objects.filter(template=template).select_related("former__template").first()
    return last.former if last and last.version_id == version.pk else None
