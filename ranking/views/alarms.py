"""Alarms: what moved, and what a lead does about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.models import Feedback, Project, Response
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.materials import items_named
from annotations.services.errors import Invalid, Refused
from annotations.telling import told, whole
from ranking.charts.drift import drift_figure
from ranking.charts.figure import Figure
from ranking.models import Alarm, Watch
from ranking.selectors.drift.alarms import alarms_of
from ranking.selectors.drift.watching import watching
from ranking.selectors.pseudonyms import alias_of
from ranking.services.drift import alarm_acknowledge, alarm_close

SHOWN = 50
# Rows of one alarm; the launch form takes all of their items.
ROWS = 20
MOST = 1000


@require_safe
@project_role(Role.REVIEWER)
def alarms(request: ProjectRequest) -> HttpResponse:
    """What moved, and what is watched."""
    found = [_shown(request, one) for one in alarms_of(request.project)[:SHOWN]]
    context = {
        "live": [one for one in found if one.state != Alarm.State.CLOSED],
        "closed": [one for one in found if one.state == Alarm.State.CLOSED],
        "watches": watching(request.project, named=request.seat.at_least(Role.LEAD)),
        "stage": "rounds",
    }
    return render(request, "ranking/alarms.html", context)


@require_safe
@project_role(Role.REVIEWER)
def alarm(request: ProjectRequest, pk: int) -> HttpResponse:
    """One alarm: its sums, the rows that it rests on, and a round on just their items."""
    found = _shown(request, _alarm(request.project, pk))
    return render(request, "ranking/alarm.html", _context(request, found, MOST if "all" in request.GET else None))


@require_POST
@project_role(Role.LEAD)
def alarm_seen(request: ProjectRequest, pk: int) -> HttpResponse:
    """Somebody looks into it."""
    try:
        alarm_acknowledge(alarm=_alarm(request.project, pk), by=request.user, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    return redirect("alarm", request.project.slug, pk)


@require_POST
@project_role(Role.LEAD)
def alarm_closed(request: ProjectRequest, pk: int) -> HttpResponse:
    """It is dealt with: as before, or as the new usual."""
    found = _alarm(request.project, pk)
    anew, reason = request.POST.get("anew") == "1", request.POST.get("reason", "")
    try:
        alarm_close(alarm=found, anew=anew, reason=reason, by=request.user, now=timezone.now())
    except Invalid as error:
        context = _context(request, _shown(request, found)) | {"fault": error.fields["reason"]}
        return render(request, "ranking/alarm.html", context, status=400)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The alarm is closed, and the watch goes on."))
    return redirect("alarm", request.project.slug, pk)


def _alarm(project: Project, pk: int) -> Alarm:
    found = alarms_of(project).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _shown(request: ProjectRequest, found: Alarm) -> Alarm:
    """The alarm with its sentence in the reader's language, and raters' pseudonyms for who may not see their names."""
    text = told(found.sentence, found.said)
    if found.watch.kind == Watch.Kind.RATER and found.watch.of and not request.seat.at_least(Role.LEAD):
        text = text.replace(found.watch.of, alias_of(request.project, found.watch.of))
    found.text = text  # type: ignore[attr-defined]
    return found


def _context(request: ProjectRequest, found: Alarm, shown: int | None = None) -> dict[str, Any]:
    feedback, shown = found.watch.kind == Watch.Kind.FEEDBACK, shown or ROWS
    rows: list[Any]
    if feedback:
        rows = list(Feedback.objects.filter(pk__in=found.rows).select_related("response__item").order_by("-pk")[:shown])
    else:
        rows = list(Response.objects.filter(pk__in=found.rows).select_related("item", "version__template")[:shown])
    named = items_named(found.project, found.items)
    items = ",".join(map(str, named.there))
    return {
        "alarm": found,
        "figure": _figure(found),
        "feedback": feedback,
        "rows": rows,
        "more": len(found.rows) > len(rows),
        "expandable": len(rows) == ROWS < len(found.rows),
        "there": len(named.there),
        "gone": named.gone,
        "launch": f"{reverse('round-new', args=[request.project.slug])}?items={items}" if items else "",
        "without": "" if found.items else _without_items(found),
        "beside": _beside(found),
        "stage": "rounds",
    }


def _figure(found: Alarm) -> Figure | None:
    if not found.path:
        return None
    facts = found.facts
    return drift_figure(
        found.path, size=facts["size_of_mean"], height=facts["height"], since=facts["since"],
        read=facts["read"],
        title=_("It crossed the line after %(n)s values, %(since)s of them since it last stood at zero")
        % {"n": whole(facts["read"]), "since": whole(facts["means"] * facts["size_of_mean"])},
    )  # fmt: skip


def _without_items(found: Alarm) -> str:
    """What may be done about an alarm that names no item to ask."""
    if found.watch.kind == Watch.Kind.FEEDBACK:
        return _(
            "What users spoke of is no item here, so there are none to ask a round on. Read what they said below. A "
            "round on items of your own, with the anchor items rated again, tells whether people see it too; an "
            "application that sends the id of the response with its feedback lets the next alarm name its items."
        )
    return _(
        "No item was asked of the model that changed: it judges. A round that this judge reads, with the anchor items "
        "rated again, tells whether it still agrees with people. If the change was meant, close the alarm and say that "
        "this is the usual now."
    )


def _beside(found: Alarm) -> str:
    """Whether the anchor items say that people moved, which tells them from the model."""
    if found.watch.kind not in {Watch.Kind.JUDGE, Watch.Kind.FEEDBACK}:
        return ""
    people = Watch.objects.filter(project=found.project, kind=Watch.Kind.RATER, of="", dimension=found.watch.dimension)
    watch = people.first()
    if watch is None or not watch.state.get("groups"):
        return _("No anchor items were rated again, so whether people or the model moved cannot be told apart.")
    if Alarm.objects.filter(watch=watch).exclude(state=Alarm.State.CLOSED).exists():
        return _("On the anchor items people moved too: they may have changed, rather than the model.")
    return _("On the anchor items people have not moved, so it is hardly them.")
