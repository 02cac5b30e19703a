"""Who answers in a round, how it goes, and what a lead does about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.forms.answers import FLAGS
from annotations.models import Adjudication, Membership, Rater, Round, Task
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.attention import attention_in
from annotations.selectors.monitoring import kinds_of, people_of, totals_of
from annotations.selectors.progress import rounds_of
from annotations.selectors.remarks import KINDS, STUCK, remarks_of
from annotations.selectors.stuck import left_of, members_for, reasons_for, tasks_stuck
from annotations.services.errors import Refused, Unknown
from annotations.services.handout import assignment_reassign, task_assign
from annotations.services.members import member_pause, member_resume, rater_of
from ranking.charts.figure import Figure
from ranking.charts.forming import forming_figure
from ranking.selectors.live import Live, live_of
from ranking.views.people_words import agreement_words, row_of

FIGURE_KEPT = 600


@require_safe
@project_role(Role.REVIEWER)
def people(request: ProjectRequest, number: int) -> HttpResponse:
    """Progress, agreement as it forms, and each annotator."""
    return render(request, "ranking/people.html", _context(request, number))


@require_safe
@project_role(Role.REVIEWER)
def people_live(request: ProjectRequest, number: int) -> HttpResponse:
    """The part of the page that changes, for polling."""
    return render(request, "ranking/_people.html", _context(request, number))


@require_safe
@project_role(Role.REVIEWER)
def remarks(request: ProjectRequest, number: int) -> HttpResponse:
    """Skips with their reasons, flags, and tasks that nobody is left to take."""
    round = _round(request, number)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else KINDS[0]
    rater = request.GET.get("rater", "")
    stuck = tasks_stuck(round) if kind == STUCK else []
    rows = (
        stuck
        if kind == STUCK
        else remarks_of(round, kind=kind, rater=int(rater) if rater.isdecimal() and len(rater) < 10 else None)
    )
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    may_give = kind == STUCK and round.state == Round.State.COLLECTING and request.seat.at_least(Role.LEAD)
    context = {
        "round": round, "kind": kind, "rater": rater, "page": page, "flags": FLAGS, "stage": "rounds",
        "takers": members_for(request.project, stuck) if may_give else None,
        "reasons": reasons_for(stuck),
    }  # fmt: skip
    return render(request, "ranking/remarks.html", context)


@require_POST
@project_role(Role.LEAD)
def person_paused(request: ProjectRequest, number: int, member: int) -> HttpResponse:
    """Pause an annotator, or let them in again."""
    found = get_object_or_404(Membership.objects.select_related("user"), project=request.project, pk=member)
    name = {"name": found.user.get_username()}
    if request.POST.get("paused") == "0":
        return _act(
            request, number, _("%(name)s may answer again.") % name,
            lambda: member_resume(membership=found, now=timezone.now()),
        )  # fmt: skip
    return _act(
        request, number, _("%(name)s is paused. What they hold now they may still answer.") % name,
        lambda: member_pause(membership=found, because=Membership.Because.LEAD, now=timezone.now()),
    )  # fmt: skip


@require_POST
@project_role(Role.LEAD)
def assignment_moved(request: ProjectRequest, number: int, assignment: int) -> HttpResponse:
    """Take an open assignment back, or give it to a named annotator."""
    to = _named(request)
    said = _("The task is %(name)s’s now.") % {"name": to.name} if to else _("The task went back to all.")
    return _act(
        request, number, said,
        lambda: assignment_reassign(
            assignment_id=assignment, project=request.project, to=to, now=timezone.now()
        ),
    )  # fmt: skip


@require_POST
@project_role(Role.LEAD)
def task_assigned(request: ProjectRequest, number: int, task: int) -> HttpResponse:
    """Give a free place of a task that nobody is left for to a named member."""
    found = get_object_or_404(Task, pk=task, round=_round(request, number))
    to = _named(request)
    if to is None:
        messages.error(request, _("Name another person of this project."))
        return redirect("people", request.project.slug, number)
    return _act(
        request, number, _("The task is %(name)s’s now.") % {"name": to.name},
        lambda: task_assign(task_id=found.pk, project=request.project, to=to, now=timezone.now()),
    )  # fmt: skip


def _named(request: ProjectRequest) -> Rater | None:
    member = request.POST.get("to", "")
    if not member:
        return None
    if not member.isdecimal() or len(member) > 9:
        raise Http404
    found = get_object_or_404(Membership.objects.select_related("user"), project=request.project, pk=int(member))
    return rater_of(project=request.project, user=found.user)


def _act(request: ProjectRequest, number: int, said: str, act: Callable[[], object]) -> HttpResponse:
    round = _round(request, number)
    try:
        act()
    except (Refused, Unknown) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("people", request.project.slug, round.number)


def _context(request: ProjectRequest, number: int) -> dict[str, Any]:
    round, now = _round(request, number), timezone.now()
    left = left_of(round) if round.state == Round.State.COLLECTING else None
    kinds = kinds_of(round, stuck=left.stuck if left else [])
    live = live_of(round, now=now)
    by_name = request.seat.at_least(Role.LEAD)
    found = people_of(round, now=now)
    rows = [row_of(one, live, by_name=by_name) for one in found]
    return {
        "round": round,
        "collecting": round.state == Round.State.COLLECTING,
        "kinds": kinds,
        "totals": totals_of(kinds, round, now=now),
        "left": left,
        "given": sum(one.done for one in found),
        "now": now,
        "live": live,
        "figure": _figure(round, live),
        "begun": [row for row in rows if row.person.last_seen or row.person.done],
        "idle": [row for row in rows if not row.person.last_seen and not row.person.done],
        "takers": members_for(request.project, [one.held.task for one in found if one.held]) if by_name else {},
        "attention": attention_in([round.project_id])[round.project_id],
        "open_adjudications": Adjudication.objects.filter(task__round=round, state="open").count(),
        "stage": "rounds",
    }


def _figure(round: Round, live: Live) -> Figure | None:
    """The line of agreement, drawn once for each look and language."""
    if not live.line:
        return None
    key = f"live-figure:{round.pk}:{live.at.timestamp()}:{get_language()}"
    found: Figure | None = cache.get(key)
    if found is None:
        title, note = agreement_words(live)
        found = forming_figure(live.line, title=title, note=note)
        cache.set(key, found, FIGURE_KEPT)
    return found


def _round(request: ProjectRequest, number: int) -> Round:
    found = rounds_of(request.project.pk).filter(number=number).first()
    if found is None:
        raise Http404
    return found
