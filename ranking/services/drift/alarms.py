"""What a lead does about an alarm."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import User
from annotations.services.errors import Invalid, Refused
from ranking.models import Alarm, Watch
from ranking.services.drift.looking import model_pinned, state_restarted
from ranking.services.drift.watches import watch_pin
from ranking.stats.drift import State, restarted

LONGEST_REASON = 2_000


class AlarmRefused(Refused):
    """The alarm is closed already."""


class ReasonInvalid(Invalid):
    """The reason is missing or too long."""


@transaction.atomic
def alarm_acknowledge(*, alarm: Alarm, by: User, now: datetime) -> Alarm:
    """This function will note that somebody looks into an alarm; it stays until it is closed."""
    changed = Alarm.objects.filter(pk=alarm.pk, state=Alarm.State.OPEN).update(
        state=Alarm.State.ACKNOWLEDGED, decided_by=by, decided_at=now
    )
    alarm.refresh_from_db()
    if not changed and alarm.state == Alarm.State.CLOSED:
        raise AlarmRefused(_("The alarm is closed already."))
    return alarm


@transaction.atomic
def alarm_close(*, alarm: Alarm, anew: bool, reason: str, by: User, now: datetime) -> Alarm:
    """This function will close an alarm and let its watch go on from here.

    With `anew` what comes from now on is the usual (another model, a new rubric); without it the old usual stands, and
    a drift that goes on alarms again.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON or "\x00" in reason:
        raise ReasonInvalid({"reason": _("Say why in a few words.")})
    changed = (
        Alarm.objects.filter(pk=alarm.pk)
        .exclude(state=Alarm.State.CLOSED)
        .update(state=Alarm.State.CLOSED, anew=anew, reason=reason.strip(), decided_by=by, decided_at=now)
    )
    alarm.refresh_from_db()
    if not changed:
        raise AlarmRefused(_("The alarm is closed already."))
    watch = Watch.objects.select_for_update(of=("self",)).get(pk=alarm.watch_id)
    if watch.kind != Watch.Kind.MODEL:
        state_restarted(watch, restarted(State.read({"seed": watch.pk} | watch.state), anew=anew))
        if anew and watch.kind == Watch.Kind.JUDGE:
            watch_pin(watch=watch)
    elif anew:
        model_pinned(watch, alarm.facts["now"])
    else:
        _pass_over(watch, alarm)
    return alarm


def _pass_over(watch: Watch, alarm: Alarm) -> None:
    """The round in which another model answered is known; the next in which it does alarms again."""
    round = watch.project.rounds.filter(number=alarm.facts["round"]).first()
    if round is not None:
        watch.cursor = {"rounds": [*watch.cursor.get("rounds", []), round.pk]}
        watch.save(update_fields=["cursor"])
