"""A schedule looked at by the clock: it opens a round, ends, or waits; what it does is logged with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from annotations.models import Job, Round
from annotations.said import Said, kept
from annotations.selectors.feedback import feedback_complete
from annotations.selectors.materials import items_named
from annotations.services.errors import Invalid
from annotations.services.rounds import Launched, round_start
from ranking.models import Alarm, Schedule, ScheduleEntry
from ranking.selectors.schedules import facts_of, plan_of, terms_of
from ranking.stats.scheduling import Opening, opening, stopping

Action = ScheduleEntry.Action
# While one of these is there, the next waits.
UNDER_WAY = [Round.State.DRAFT, Round.State.GENERATING, Round.State.COLLECTING, Round.State.LEARNING]


@dataclass(frozen=True)
class Ran:
    """What was done, and the job whose bell is to be rung where a round was opened."""

    entry: ScheduleEntry
    job: Job | None = None


@transaction.atomic
def schedule_run(*, schedule: Schedule, now: datetime) -> Ran | None:
    """This function will open the next round, or end the schedule, where there is a reason; None where it waits.

    While a round of the project is under way it waits, and logs once for each such round what it would have done. Run
    twice at once it acts once: the row is locked, and a round's seed follows from what the schedule had done before.
    """
    locked = Schedule.objects.select_for_update(of=("self",)).select_related("project", "by").get(pk=schedule.pk)
    if not locked.enabled:
        return None
    made = Round.objects.filter(project=locked.project, origin=Round.Origin.HERE)
    under_way = made.filter(state__in=UNDER_WAY).order_by("number").first()
    if under_way is not None and _told_of(locked, under_way):
        return None
    upto = feedback_complete()
    upto = locked.feedback_seen if upto is None else upto
    terms, facts = terms_of(locked), facts_of(locked, now=now, feedback_to=upto)
    if under_way is not None:
        if asked := opening(terms, facts):
            _log_wait(locked, under_way, stopping(terms, facts) or asked.reason, now)
        return None
    if reason := stopping(terms, facts):
        return _end(locked, Action.STOPPED, reason, now)
    if terms.most_rounds is None and terms.most_tokens is None and facts.cost is None:
        # Cost is its only end, and cannot be counted any more: a price was taken away, or another endpoint asked.
        return _end(
            locked, Action.STOPPED, Said("What the rounds cost is not known, and nothing else would end it."), now
        )
    wanted = opening(terms, facts)
    return _open(locked, wanted, upto, now) if wanted else None


def _told_of(schedule: Schedule, round: Round) -> bool:
    """Whether the log says already that the schedule waits for the round."""
    rows = ScheduleEntry.objects.filter(project=schedule.project, action=Action.FAILED, round=round)
    return (rows.filter(at__gte=schedule.started_at) if schedule.started_at else rows).exists()


def _log_wait(schedule: Schedule, round: Round, reason: Said, now: datetime) -> None:
    """Something asks for a round, or for the end, and a round that is not over is in its way."""
    told = Said(
        "{why} Round {number} is not over: what follows waits until it is closed or cancelled.",
        why=reason, number=round.number,
    )  # fmt: skip
    # Not the alarm's: it is still to be answered.
    _entry(schedule, Action.FAILED, told, now, None, round)


def _open(schedule: Schedule, wanted: Opening, upto: int, now: datetime) -> Ran:
    alarm = Alarm.objects.filter(pk=wanted.alarm).first() if wanted.alarm is not None else None
    if alarm is not None and not items_named(schedule.project, alarm.items).there:
        return Ran(_entry(schedule, Action.FAILED, _nothing_to_ask(alarm), now, alarm, None))
    try:
        with transaction.atomic():
            launched = _launch(schedule, wanted, alarm, now)
    except Invalid as error:
        told = Said("No round could be opened: {why}", why=str(error))
        return _end(schedule, Action.FAILED, told, now, alarm)
    if launched is None:
        return _end(schedule, Action.FAILED, Said("There is no round any more whose plan could be taken."), now, alarm)
    # What was counted; a row that comes later with a higher key counts for the next.
    schedule.feedback_seen = upto
    if wanted.dated and schedule.next_at is not None:
        schedule.next_at = _following(schedule.next_at, schedule.every_days, now)
    schedule.save(update_fields=["feedback_seen", "next_at"])
    entry = _entry(schedule, Action.OPENED, wanted.reason, now, alarm, launched.round)
    return Ran(entry, launched.job)


def _nothing_to_ask(alarm: Alarm) -> Said:
    """Why an alarm opens no round: on other items it would answer another question."""
    if not alarm.items:
        return Said("The alarm names no items to ask, so no round was opened. What to do stands on its page.")
    return Said(
        "None of the alarm’s {n} items can be asked any more, so no round was opened on them.", n=len(alarm.items)
    )


def _launch(schedule: Schedule, wanted: Opening, alarm: Alarm | None, now: datetime) -> Launched | None:
    planned = plan_of(schedule)
    if planned is None:
        return None
    _round, plan = planned
    # Items may have gone since: an import was undone, or they became checks.
    if chosen := items_named(schedule.project, alarm.items).there if alarm else []:
        plan |= {"chosen": chosen, "split": "", "item_limit": None}
    done = ScheduleEntry.objects.filter(project=schedule.project).count()
    seed = int.from_bytes(sha256(f"schedule/{schedule.pk}/{done}".encode()).digest()[:7], "big")
    return round_start(
        project=schedule.project, seed=seed, now=now, requested_by=schedule.by, note=str(wanted.reason), **plan
    )


def _following(at: datetime, every: int | None, now: datetime) -> datetime | None:
    """The next date after now; none where it was for once."""
    if not every:
        return None
    step = timedelta(days=every)
    return at + step * ((now - at) // step + 1)


def _end(schedule: Schedule, action: Action, reason: Said, now: datetime, alarm: Alarm | None = None) -> Ran:
    schedule.enabled = False
    schedule.save(update_fields=["enabled"])
    return Ran(_entry(schedule, action, reason, now, alarm, None))


def _entry(
    schedule: Schedule, action: Action, reason: Said, now: datetime, alarm: Alarm | None, round: Round | None
) -> ScheduleEntry:
    return ScheduleEntry.objects.create(
        project=schedule.project, action=action, sentence=reason, said=kept(reason), alarm=alarm, round=round, at=now
    )
