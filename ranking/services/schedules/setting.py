"""A lead says when rounds open by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from annotations.models import Project, User
from annotations.said import Said
from annotations.services.errors import Invalid
from ranking.models import Schedule, ScheduleEntry
from ranking.selectors.schedules import plan_of

FIELDS = (
    "on_alarm", "feedback_count", "next_at", "every_days", "plan_round", "margin", "stop_sure", "stop_gain",
    "most_rounds", "most_tokens", "most_cost",
)  # fmt: skip


class ScheduleInvalid(Invalid):
    """The schedule cannot be so; `fields` says why."""


@transaction.atomic
def schedule_set(*, project: Project, enabled: bool, terms: Mapping[str, Any], by: User, now: datetime) -> Schedule:
    """This function will store a schedule, and log where it was switched. `terms` names the model's `FIELDS`.

    Switched on, budgets and feedback count from now. What opens rounds needs an end: rounds, tokens or cost.
    """
    schedule = Schedule.objects.select_for_update(of=("self",)).filter(project=project).first()
    schedule = schedule or Schedule(project=project)
    for name in FIELDS:
        if name in terms:
            setattr(schedule, name, terms[name])
    if enabled:
        _check(schedule)
    switched = enabled != schedule.enabled
    if switched and enabled:
        schedule.started_at = now
        schedule.feedback_seen = project.feedback.aggregate(last=Max("pk"))["last"] or 0
    schedule.enabled, schedule.by = enabled, by
    schedule.save()
    if switched:
        action = ScheduleEntry.Action.SWITCHED_ON if enabled else ScheduleEntry.Action.SWITCHED_OFF
        told = Said("Rounds open by themselves from now on.") if enabled else Said("No round opens by itself any more.")
        ScheduleEntry.objects.create(project=project, action=action, sentence=told, by=by, at=now)
    return schedule


def _check(schedule: Schedule) -> None:
    faults = {}
    if not schedule.on_alarm and not schedule.feedback_count and schedule.next_at is None:
        faults["on_alarm"] = _("Say what opens a round: an alarm, so many remarks, or a date.")
    if schedule.most_rounds is None and schedule.most_tokens is None and schedule.most_cost is None:
        faults["most_rounds"] = _("Set a budget: rounds, tokens or cost. Without one it would never end.")
    elif schedule.most_rounds is None and schedule.most_tokens is None and (unpriced := _unpriced(schedule)):
        faults["most_cost"] = _(
            "%(names)s has no prices, so the cost could not be counted and it would never end. Write its prices, or "
            "set rounds or tokens as well."
        ) % {"names": ", ".join(unpriced)}
    if schedule.plan_round is not None and schedule.plan_round.project_id != schedule.project_id:
        faults["plan_round"] = _("The round belongs to another project.")
    elif plan_of(schedule) is None:
        faults["plan_round"] = _("There is no round yet whose plan could be taken. Launch one by hand first.")
    if faults:
        raise ScheduleInvalid(faults)


def _unpriced(schedule: Schedule) -> list[str]:
    """The endpoints of the plan, for candidates and judges, that name no price: what they take cannot be counted.

    Where all of them are free, nothing is ever spent, which is no end either.
    """
    planned = plan_of(schedule)
    if planned is None:
        return []
    _round, plan = planned
    asked = {plan["endpoint"], *(judge.endpoint for judge in plan["judges"] if judge.endpoint is not None)}
    without = [one for one in asked if one.price_input is None or one.price_output is None]
    free = [one for one in asked if not one.price_input and not one.price_output]
    return sorted(str(one) for one in without or (free if len(free) == len(asked) else []))
