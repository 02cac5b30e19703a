"""A look at a test: what its answers say now, kept; and the decision where they decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Job, Round, User
from annotations.said import Said, kept
from annotations.services.jobs import job_create
from annotations.telling import lowered
from ranking.models import Confirmation, ConfirmationLook
from ranking.selectors.confirmations import may_look
from ranking.selectors.confirming import Standing, standing_of
from ranking.selectors.paired_rows import units_complete
from ranking.services.confirmations.deciding import decision_apply, must_be_as_fixed
from ranking.services.confirmations.errors import ConfirmationRefused
from ranking.services.confirmations.figures import figures_of
from ranking.services.confirmations.words import sentences_of
from ranking.stats.decide.sequential import LEAST_UNITS
from ranking.stats.errors import NotEnoughData

CONFIRM = "ranking.confirm"
OVER = (Round.State.LEARNING, Round.State.REVIEW, Round.State.CLOSED)


@dataclass(frozen=True)
class Looked:
    """A look, and where it ended the round the job whose bell is to be rung."""

    look: ConfirmationLook
    job: Job | None = None


def look_request(*, confirmation: Confirmation, now: datetime, requested_by: User | None = None) -> Job:
    """This function will leave a job waiting that looks at a test."""
    return job_create(
        celery_name=CONFIRM, key=f"confirm:{confirmation.pk}", round=confirmation.round,
        arguments={"confirmation": confirmation.pk}, requested_by=requested_by, now=now,
    )  # fmt: skip


@transaction.atomic
def confirmation_look(*, confirmation: Confirmation, now: datetime) -> Looked:
    """This function will ask what the answers say, keep it, and decide where they decide.

    While people answer only bets decide; once the round is over, the test of the plan's end does. A look without
    new pairs is the one before it. Raises ConfirmationRefused where there is nothing to look at, or where the plan is
    not as it was fixed.
    """
    locked = Confirmation.objects.select_for_update(of=("self",)).select_related(
        "round", "old__template", "new__template", "template", "dimension", "project"
    ).get(pk=confirmation.pk)  # fmt: skip
    must_be_as_fixed(locked)
    earlier = list(locked.looks.all())
    if not locked.is_running:
        return Looked(_last(locked, earlier))
    over = locked.round.state in OVER
    if not over and (same := _must_be_due(locked, earlier)) is not None:
        return Looked(same)
    try:
        standing = standing_of(locked, looked=[look.made_at for look in earlier], over=over, at=now)
    except NotEnoughData as error:
        return Looked(*_without_answers(locked, len(earlier) + 1, error, over=over, now=now))
    look = _keep(locked, standing, len(earlier) + 1, now)
    return Looked(look, decision_apply(confirmation=locked, look=look, now=now))


def _last(confirmation: Confirmation, looks: list[ConfirmationLook]) -> ConfirmationLook:
    if not looks:
        raise ConfirmationRefused(
            _("This test is %(state)s, and nobody looked at its answers.")
            % {"state": lowered(confirmation.get_state_display())}
        )
    return looks[-1]


def _must_be_due(confirmation: Confirmation, looks: list[ConfirmationLook]) -> ConfirmationLook | None:
    """The last look where nothing is new; refuses one before there are answers, or close to the end."""
    round = confirmation.round
    if round.state != Round.State.COLLECTING:
        raise ConfirmationRefused(_("Nobody has answered yet: round %(number)d is not collecting.") % {
            "number": round.number})  # fmt: skip
    complete, planned = units_complete(round=round, old=confirmation.old_id, new=confirmation.new_id)
    if looks and looks[-1].units == complete:
        return looks[-1]
    if complete < LEAST_UNITS:
        raise ConfirmationRefused(
            _("%(n)d pairs have all their answers; a look needs at least %(least)d.")
            % {"n": complete, "least": LEAST_UNITS}
        )
    if not may_look(complete, planned):
        raise ConfirmationRefused(
            _(
                "%(n)d of %(planned)d pairs are in. So close to the end nobody looks: close the round when the rest is "
                "there, and the test of the plan’s end is made."
            )
            % {"n": complete, "planned": planned}
        )
    return None


def _keep(confirmation: Confirmation, standing: Standing, number: int, now: datetime) -> ConfirmationLook:
    sentences = sentences_of(confirmation, standing)
    return ConfirmationLook.objects.create(
        confirmation=confirmation, number=number, made_at=now, final=standing.final, units=standing.units,
        planned=standing.planned, answers=standing.answers, outcome=standing.verdict.outcome.value,
        figures=figures_of(standing), sentences=sentences, said=kept(sentences),
    )  # fmt: skip


def _without_answers(
    confirmation: Confirmation, number: int, error: NotEnoughData, *, over: bool, now: datetime
) -> tuple[ConfirmationLook, Job | None]:
    """A round that is over and says nothing of its question ends the test; before that there is just no look."""
    if not over:
        raise ConfirmationRefused(_("There are too few answers to look at yet.")) from error
    said = [Said("The round is over, and its answers do not tell: {reason}", reason=error.args[0])]
    look = ConfirmationLook.objects.create(
        confirmation=confirmation, number=number, made_at=now, final=False, units=0, planned=0, answers=0,
        outcome=ConfirmationLook.Outcome.MORE, figures={"short": True, "more_answers": None}, sentences=said,
        said=kept(said),
    )  # fmt: skip
    return look, decision_apply(confirmation=confirmation, look=look, now=now)
