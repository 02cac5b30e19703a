"""A look at a test: what its answers say now, kept; and the decision where they decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
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


def confirmation_look(*, confirmation: Confirmation, now: datetime) -> Looked:
    """This function will ask what the answers say, keep it, and decide where they decide.

    While people answer only bets decide; once the round is over, the test of the plan's end does. A look without
    new pairs is the one before it. All is computed before anything is written, so that the write is short. Raises
    ConfirmationRefused where there is nothing to look at, or where the plan is not as it was fixed.
    """
    found = _rows().get(pk=confirmation.pk)
    must_be_as_fixed(found)
    earlier = list(found.looks.all())
    if not found.is_running:
        return Looked(_last(found, earlier))
    over = found.round.state in OVER
    if not over and (same := _must_be_due(found, earlier)) is not None:
        return Looked(same)
    try:
        standing = standing_of(found, looked=[look.made_at for look in earlier], over=over, at=now)
    except NotEnoughData as error:
        if not over:
            raise ConfirmationRefused(_("There are too few answers to look at yet.")) from error
        return _keep(found, _without_answers(error), earlier, now)
    return _keep(found, _found(found, standing), earlier, now)


def _rows() -> QuerySet[Confirmation]:
    return Confirmation.objects.select_related(
        "round", "old__template", "new__template", "template", "dimension", "project"
    )


@transaction.atomic
def _keep(
    confirmation: Confirmation, found: ConfirmationLook, earlier: list[ConfirmationLook], now: datetime
) -> Looked:
    """Writes a look and what follows from it; where another look came first, that one is given."""
    locked = _rows().select_for_update(of=("self",)).get(pk=confirmation.pk)
    looks = list(locked.looks.all())
    if not locked.is_running or len(looks) > len(earlier):
        return Looked(_last(locked, looks))
    found.confirmation, found.number, found.made_at = locked, len(looks) + 1, now
    found.save()
    return Looked(found, decision_apply(confirmation=locked, look=found, now=now))


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


def _found(confirmation: Confirmation, standing: Standing) -> ConfirmationLook:
    sentences = sentences_of(confirmation, standing)
    return ConfirmationLook(
        final=standing.final, units=standing.units, planned=standing.planned, answers=standing.answers,
        outcome=standing.verdict.outcome.value, figures=figures_of(confirmation, standing), sentences=sentences,
        said=kept(sentences),
    )  # fmt: skip


def _without_answers(error: NotEnoughData) -> ConfirmationLook:
    """A round that is over and says nothing of its question ends the test all the same."""
    said = [Said("The round is over, and its answers do not tell: {reason}", reason=error.args[0])]
    return ConfirmationLook(
        units=0, planned=0, answers=0, outcome=ConfirmationLook.Outcome.MORE,
        figures={"short": True, "more_answers": None}, sentences=said, said=kept(said),
    )  # fmt: skip
