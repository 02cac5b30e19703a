"""Decisions on a test: by its own plan, or by a lead; each taken once, with who, when and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Activation, Job, PromptTemplate, Round, User
from annotations.said import Said, kept
from annotations.services.rounds import round_cancel
from annotations.services.templates import version_activate, version_roll_back
from annotations.telling import lowered, told
from ranking.models import Confirmation, ConfirmationLook, PlanChanged
from ranking.selectors.gaps import Widened, gap_widened
from ranking.selectors.rounds import round_unanswered
from ranking.services.confirmations.errors import ConfirmationRefused
from ranking.services.confirmations.needs import Need
from ranking.services.confirmations.words import needed_said
from ranking.services.rounds import round_close

State = Confirmation.State
Outcome = ConfirmationLook.Outcome


def decision_apply(*, confirmation: Confirmation, look: ConfirmationLook, now: datetime) -> Job | None:
    """This function will carry out what a new look found; returns the job of the round that ends with it, if one does.

    The caller holds the confirmation locked.
    """
    state = _state_after(confirmation, look)
    if state == State.RUNNING:
        return None
    _decide(confirmation, state, by=None, reason=look.sentences[0], now=now)
    if state == State.PASSED and confirmation.plan["automatic"] and _serves_old(confirmation):
        if widened := _widened(confirmation):
            _hold(confirmation, widened)
        else:
            _promote(confirmation, by=None, now=now)
    return _end_round(confirmation, now)


@transaction.atomic
def confirmation_decide(*, confirmation: Confirmation, by: User, now: datetime, reason: str = "") -> Confirmation:
    """This function will promote the version of a test that passed and waits for a lead. Promoting twice is once.

    Raises ConfirmationRefused with what is missing: while answers do not tell yet, with about how many more would; and
    where the version widens a bias gap; of one that was promoted, what is served instead where it no longer is.
    """
    locked = _locked(confirmation)
    must_be_as_fixed(locked)
    if locked.state == State.PROMOTED:
        return _served_still(locked)
    if locked.state != State.PASSED:
        raise ConfirmationRefused(_not_passed(locked))
    if widened := _widened(locked):
        raise ConfirmationRefused(told(_held(widened)))
    _promote(locked, by=by, reason=reason, now=now)
    return locked


@transaction.atomic
def confirmation_close(*, confirmation: Confirmation, by: User, reason: str, now: datetime) -> Job | None:
    """This function will end a test early, without a promotion, saying why; returns the job of its round's figures.

    Closing twice is once. What was decided already stays.
    """
    if not reason.strip():
        raise ConfirmationRefused(_("Say why: whoever reads the history will ask."))
    locked = _locked(confirmation)
    if locked.state == State.FUTILE:
        return None
    if not locked.is_running:
        raise ConfirmationRefused(_("This test is %(state)s already.") % {"state": lowered(locked.get_state_display())})
    _decide(locked, State.FUTILE, by=by, reason=reason.strip(), now=now)
    return _end_round(locked, now)


@transaction.atomic
def confirmation_roll_back(*, confirmation: Confirmation, by: User, reason: str, now: datetime) -> Activation:
    """This function will serve again what was served before this test's promotion, and keep who wanted it and why.

    Rolling back twice is once. Raises ConfirmationRefused where the promoted version is not the one that is served.
    """
    locked = _locked(confirmation)
    if locked.rollback is not None:
        return locked.rollback
    template = PromptTemplate.objects.select_for_update().get(pk=locked.template_id)
    last = Activation.objects.filter(template=template).first()
    if locked.activation is None or last is None or last.pk != locked.activation.pk:
        raise ConfirmationRefused(_("%(version)s is not served by this test any more.") % {"version": locked.new})
    locked.rollback = version_roll_back(template=template, by=by, reason=reason.strip(), now=now)
    locked.save(update_fields=["rollback"])
    return locked.rollback


@transaction.atomic
def roll_back(*, template: PromptTemplate, by: User, reason: str, now: datetime) -> Activation:
    """This function will serve again what a template served before, whether a test or a person had changed it."""
    last = Activation.objects.filter(template=template).first()
    found = Confirmation.objects.filter(activation=last).first() if last else None
    if found is not None:
        return confirmation_roll_back(confirmation=found, by=by, reason=reason, now=now)
    return version_roll_back(template=template, by=by, reason=reason.strip(), now=now)


@transaction.atomic
def confirmation_withdraw(*, confirmation: Confirmation, now: datetime) -> Confirmation:
    """This function will end the test of a round that was cancelled, or was closed before anybody had answered."""
    locked = _locked(confirmation)
    if locked.is_running and (reason := _came_to_nothing(locked.round)):
        _decide(locked, State.WITHDRAWN, by=None, reason=reason, now=now)
    return locked


def must_be_as_fixed(confirmation: Confirmation) -> None:
    """This function will refuse a test whose plan was touched after its round had started."""
    try:
        confirmation.check_fixed()
    except PlanChanged as error:
        raise ConfirmationRefused(
            _("The plan of this test is not the one that was fixed before its round started, so it decides nothing.")
        ) from error


def _came_to_nothing(round: Round) -> Said | None:
    if round.state == Round.State.CANCELLED:
        return Said("Round {number} was cancelled.", number=round.number)
    if round_unanswered(round):
        return Said("Round {number} was closed without answers.", number=round.number)
    return None


def _locked(confirmation: Confirmation) -> Confirmation:
    rows = Confirmation.objects.select_for_update(of=("self",)).select_related(
        "round", "new__template", "old__template"
    )
    return rows.select_related("template", "activation", "rollback").get(pk=confirmation.pk)


def _state_after(confirmation: Confirmation, look: ConfirmationLook) -> str:
    over = look.final or look.figures.get("short", False)
    if look.outcome == Outcome.PROMOTE:
        return State.PASSED
    if look.outcome == Outcome.REJECT:
        return State.REJECTED
    return State.INCONCLUSIVE if over else State.RUNNING


def _decide(confirmation: Confirmation, state: str, *, by: User | None, reason: str, now: datetime) -> None:
    confirmation.state, confirmation.decided_by, confirmation.decided_at = state, by, now
    confirmation.reason, confirmation.said = reason, kept(reason)
    confirmation.save(update_fields=["state", "decided_by", "decided_at", "reason", "said"])


def _promote(confirmation: Confirmation, *, by: User | None, now: datetime, reason: str = "") -> None:
    why = reason.strip() or Said(
        "Better than {old} in the test of round {number}.",
        old=str(confirmation.old), number=confirmation.round.number,
    )  # fmt: skip
    version_activate(version=confirmation.new, by=by, reason=why, because=Activation.Because.PROMOTED, now=now)
    # Where somebody had made it active by hand meanwhile, that stays what happened.
    confirmation.activation = Activation.objects.filter(
        template=confirmation.template_id, version=confirmation.new_id, because=Activation.Because.PROMOTED, at=now
    ).first()
    confirmation.state = State.PROMOTED
    confirmation.decided_by, confirmation.decided_at = by, now
    if look := confirmation.looks.last():
        # Where it had been held for a gap, that is over: what it passed by is why it is served.
        confirmation.reason, confirmation.said = look.sentences[0], look.said
    confirmation.save(update_fields=["state", "activation", "decided_by", "decided_at", "reason", "said"])


def _served_still(confirmation: Confirmation) -> Confirmation:
    """A promoted test, where its version is still served; refuses where something else is."""
    template = PromptTemplate.objects.select_related("active_version__template").get(pk=confirmation.template_id)
    if template.active_version_id == confirmation.new_id:
        return confirmation
    words = {"version": confirmation.new, "served": template.active_version or "–"}
    if confirmation.rollback is not None:
        raise ConfirmationRefused(
            _(
                "%(version)s was promoted and rolled back since: %(served)s is served. Make it active by hand, or test "
                "it again."
            )
            % words
        )
    raise ConfirmationRefused(
        _("%(version)s was promoted, and %(served)s is served since. Make it active by hand, or test it again.") % words
    )


def _widened(confirmation: Confirmation) -> list[Widened]:
    """The bias gaps that the new version widens: no test that passed makes up for that."""
    return gap_widened(
        project=confirmation.project, old=confirmation.old, new=confirmation.new, round=confirmation.round
    )


def _held(widened: list[Widened]) -> Said:
    return Said("It passed, and is not promoted: it widens a bias gap. {gap}", gap=widened[0].sentence)


def _hold(confirmation: Confirmation, widened: list[Widened]) -> None:
    """A test that passed and waits, with the gap as its reason."""
    reason = _held(widened)
    confirmation.reason, confirmation.said = reason, kept(reason)
    confirmation.save(update_fields=["reason", "said"])


def _serves_old(confirmation: Confirmation) -> bool:
    """Whether what was tested against is still what is served: else a lead decides."""
    template = PromptTemplate.objects.select_for_update().get(pk=confirmation.template_id)
    return template.active_version_id == confirmation.old_id


def _end_round(confirmation: Confirmation, now: datetime) -> Job | None:
    """A decided test asks nobody any more, neither people nor, while candidates are being written, the model."""
    round = Round.objects.get(pk=confirmation.round_id)
    if round.state == Round.State.GENERATING:
        round_cancel(round=round, now=now)
        return None
    return round_close(round=round, now=now).job if round.state == Round.State.COLLECTING else None


def _not_passed(confirmation: Confirmation) -> str:
    last = confirmation.looks.last()
    if not confirmation.is_running:
        if confirmation.state == State.INCONCLUSIVE:
            return told(confirmation.reason, confirmation.said)
        return _("This test is %(state)s, so it promotes nothing.") % {
            "state": lowered(confirmation.get_state_display())
        }
    if last is None:
        return _("Not enough answers yet.")
    # The gain may be shown already: then it is something else that is open.
    gained = last.figures["primary"]["passed"]
    yet = told(last.sentences[0], last.said) if gained else _("Not enough answers yet.")
    if need := last.figures.get("needs"):
        return yet + " " + told(needed_said(Need(**need)))
    if not (more := last.figures.get("more_answers")):
        return yet
    if gained:
        return yet + " " + told(Said("At what was seen so far, about {n} more answers would tell.", n=more))
    return _("Not enough answers yet: about %(n)d more would tell.") % {"n": more}
