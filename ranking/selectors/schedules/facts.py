"""How things stand for a schedule."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from annotations.handout.policy import Policy
from annotations.models import Feedback, Project, Round, TemplateVersion
from annotations.selectors.materials import primary_dimension
from ranking.models import Alarm, Confirmation, Fit, Schedule
from ranking.selectors.over_rounds import score_places, turns_of
from ranking.selectors.spending import Spent, spent_in
from ranking.stats.scheduling.terms import Facts, Standing, Terms


def terms_of(schedule: Schedule) -> Terms:
    """What the lead set."""
    return Terms(
        on_alarm=schedule.on_alarm, feedback_count=schedule.feedback_count, next_at=schedule.next_at,
        margin=schedule.margin, stop_sure=schedule.stop_sure, stop_gain=schedule.stop_gain,
        most_rounds=schedule.most_rounds, most_tokens=schedule.most_tokens,
        most_cost=None if schedule.most_cost is None else float(schedule.most_cost),
    )  # fmt: skip


def facts_of(schedule: Schedule, *, now: datetime, feedback_to: int | None = None) -> Facts:
    """How things stand: versions as in the newest round that asked what the plan asks, and its gain over those before;
    comparisons, which are of the same items, as in the newest fit over all rounds.

    New feedback counts up to the key `feedback_to` where that is given.
    """
    project = schedule.project
    alarms = Alarm.objects.filter(project=project, entries=None).exclude(state=Alarm.State.CLOSED)
    said = Feedback.objects.filter(project=project, pk__gt=schedule.feedback_seen)
    since = schedule.started_at or now
    rounds = list(Round.objects.filter(project=project, origin=Round.Origin.HERE, created_at__gte=since))
    spent = sum(spent_in(rounds).values(), Spent())
    fit = Fit.objects.filter(project=project, round=None).first()
    report, fair = fit.report if fit else {}, _fair(schedule)
    return Facts(
        now=now,
        alarms=list(alarms.order_by("pk").values_list("pk", flat=True)),
        feedback=(said if feedback_to is None else said.filter(pk__lte=feedback_to)).count(),
        best=next(reversed(fair.values()), []),
        p_best=_p_best(report),
        gains=[(number, standings[0].mean) for number, standings in fair.items()],
        rounds=len([one for one in rounds if one.state != Round.State.CANCELLED]),
        tokens=spent.tokens,
        cost=None if spent.cost is None else float(spent.cost),
    )


def _fair(schedule: Schedule) -> dict[int, list[Standing]]:
    """People's mean of each version in every finished round that asked what the plan asks, best first, by number."""
    project, planned = schedule.project, _planned(schedule)
    primary = primary_dimension(project)
    if primary is None or planned is None:
        return {}
    # The items of another split, or of a test, are others, and those of an alarm the worst: none can be compared.
    tests = Confirmation.objects.filter(project=project).values("round")
    alike = Round.objects.filter(project=project, origin=Round.Origin.HERE, split=planned.split, chosen=[])
    alike = alike.exclude(pk__in=tests)
    fair = set(alike.values_list("number", flat=True))
    found: dict[int, list[Standing]] = {}
    for place in score_places(turns_of(project), primary.name):
        if place.people is not None and place.round in fair:
            one = place.people
            found.setdefault(place.round, []).append(Standing(place.version, one.value, one.low, one.high))
    return {number: sorted(found[number], key=lambda one: -one.mean) for number in sorted(found)}


def _p_best(report: dict[str, Any]) -> float | None:
    """Of strengths of versions alone: which model is the best is another question."""
    rows = report.get("strengths") or []
    if report.get("strengths_of") != "version" or len(rows) < 2:
        return None
    chances = [row["p_best"] for row in rows if row.get("p_best") is not None]
    return max(chances, default=None)


def plan_of(schedule: Schedule) -> tuple[Round, dict[str, Any]] | None:
    """The round whose plan is taken, and the plan as `round_start` takes it; None where there is no such round.

    Versions are the plan's, but where a newer version of a template is served that one takes the oldest's place.
    """
    round = _planned(schedule)
    if round is None or round.endpoint is None:
        return None
    return round, {
        "versions": _versions(round), "endpoint": round.endpoint, "temperatures": round.temperatures,
        "samples": round.samples, "split": round.split, "kinds": round.kinds, "overlap": round.overlap,
        "judges": list(round.judges.all()), "per_dimension": round.per_dimension, "item_limit": round.item_limit,
        "policy": Policy.read(round.policy), "temperature_plan": round.temperature_plan or None,
        "own_temperatures": round.own_temperatures, "across_versions": round.across_versions,
    }  # fmt: skip


def _planned(schedule: Schedule) -> Round | None:
    return schedule.plan_round or _last_planned(schedule.project)


def _last_planned(project: Project) -> Round | None:
    """The last round that was planned by hand: a test's plan is the test's, and chosen items were an alarm's."""
    rows = Round.objects.filter(project=project, origin=Round.Origin.HERE, endpoint__isnull=False, chosen=[])
    rows = rows.exclude(state__in=[Round.State.DRAFT, Round.State.CANCELLED])
    return rows.exclude(pk__in=Confirmation.objects.filter(project=project).values("round")).order_by("-number").first()


def _versions(round: Round) -> list[TemplateVersion]:
    planned = list(round.versions.select_related("template__active_version").order_by("template", "number"))
    wanted: dict[int, TemplateVersion] = {}
    for version in planned:
        wanted[version.pk] = version
    for template in {version.template for version in planned}:
        active = template.active_version
        own = [version for version in planned if version.template_id == template.pk]
        if active is not None and active.pk not in wanted:
            del wanted[own[0].pk]
            wanted[active.pk] = active
    return list(wanted.values())
