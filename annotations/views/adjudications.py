"""Adjudication: where raters part, a reviewer reads their answers side by side and decides."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.forms.answers import FLAGS, answer_read
from annotations.models import Adjudication
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.adjudications import (
    SideBySide,
    adjudication_of,
    adjudications_of,
    neighbours,
    side_by_side,
    task_of,
)
from annotations.services.adjudications import (
    adjudication_dismiss,
    adjudication_open,
    adjudication_reopen,
    adjudication_settle,
)
from annotations.services.errors import Invalid, Refused
from annotations.services.golds import gold_from_answer
from annotations.services.members import rater_of
from annotations.views.annotate import fault_texts

PER_PAGE = 30
KNOWN = ("scores", "ranking", "rankings", "none_acceptable")


@require_safe
@project_role(Role.REVIEWER)
def adjudications(request: ProjectRequest) -> HttpResponse:
    """What waits for a decision, and what was dealt with."""
    state = request.GET.get("state", "")
    state = state if state in Adjudication.State.values else Adjudication.State.OPEN
    page = Paginator(adjudications_of(request.project, state=state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "states": Adjudication.State.choices,
        "first": adjudications_of(request.project).first(),
        "stage": "rounds",
    }
    return render(request, "annotations/adjudications.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@project_role(Role.REVIEWER)
def adjudication(request: ProjectRequest, pk: int) -> HttpResponse:
    """One task with every rater's answer; the decision is given in the annotators' form."""
    found = _adjudication(request, pk)
    shown = side_by_side(found, reader=request.user)
    if request.method == "POST":
        return _settle(request, shown)
    return _page(request, shown, given=shown.decision)


@require_POST
@project_role(Role.REVIEWER)
def adjudication_dismissed(request: ProjectRequest, pk: int) -> HttpResponse:
    """No decision: what the raters said stands."""
    found, note = _adjudication(request, pk), request.POST.get("note", "")
    said = _("Dismissed: what the raters said stands.")
    return _act(
        request, found, said,
        lambda: adjudication_dismiss(adjudication=found, user=request.user, note=note, now=timezone.now()),
    )  # fmt: skip


@require_POST
@project_role(Role.REVIEWER)
def adjudication_reopened(request: ProjectRequest, pk: int) -> HttpResponse:
    """Back into the queue."""
    found = _adjudication(request, pk)
    try:
        adjudication_reopen(adjudication=found)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("adjudication", request.project.slug, pk)


@require_POST
@project_role(Role.REVIEWER)
def adjudication_asked(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a task before the reviewers."""
    task = task_of(request.project, pk)
    if task is None:
        raise Http404
    try:
        made = adjudication_open(task=task, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("adjudications", request.project.slug)
    return redirect("adjudication", request.project.slug, made.pk)


def _settle(request: ProjectRequest, shown: SideBySide) -> HttpResponse:
    answer, found = answer_read(shown.sheet, request.POST), shown.adjudication
    if request.POST.get("shown") != _ids(shown):
        return _page(
            request, shown, given={}, errors=[_("This form shows another task. Nothing was decided.")], status=409
        )
    try:
        settled = adjudication_settle(
            adjudication=found,
            rater=rater_of(project=request.project, user=request.user),
            user=request.user,
            shown=shown.sheet.shown,
            answer={name: answer[name] for name in KNOWN if name in answer},
            note=request.POST.get("note", ""),
            now=timezone.now(),
        )
    except Invalid as error:
        return _page(
            request, shown, given=request.POST.dict(), errors=fault_texts(shown.sheet, error), status=400
        )  # fmt: skip
    except Refused as error:
        messages.error(request, str(error))
        return redirect("adjudication", request.project.slug, found.pk)
    if request.POST.get("then") == "check" and request.seat.at_least(Role.LEAD) and settled.decision:
        made = gold_from_answer(assignment=settled.decision, now=timezone.now(), created_by=request.user)
        return redirect("gold", request.project.slug, made.pk)
    messages.success(request, _("Settled."))
    return _onwards(request, found)


def _act(request: ProjectRequest, found: Adjudication, said: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except Invalid as error:
        messages.error(request, " ".join(error.fields.values()))
        return redirect("adjudication", request.project.slug, found.pk)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("adjudication", request.project.slug, found.pk)
    messages.success(request, said)
    return _onwards(request, found)


def _onwards(request: ProjectRequest, found: Adjudication) -> HttpResponse:
    """To the next that waits; to the list where none does."""
    before, after = neighbours(found, request.project)
    if after or before:
        return redirect("adjudication", request.project.slug, after or before)
    return redirect("adjudications", request.project.slug)


def _page(
    request: ProjectRequest,
    shown: SideBySide,
    *,
    given: Mapping[str, str],
    errors: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    before, after = neighbours(shown.adjudication, request.project)
    context = {
        "shown": shown,
        "adjudication": shown.adjudication,
        "sheet": shown.sheet,
        "ids": _ids(shown),
        "given": given,
        "errors": errors or [],
        "names": request.GET.get("names") == "1",
        "flags": FLAGS,
        "before": before,
        "after": after,
        "stage": "rounds",
    }
    return render(request, "annotations/adjudication.html", context, status=status)


def _ids(shown: SideBySide) -> str:
    return ",".join(map(str, shown.sheet.shown))


def _adjudication(request: ProjectRequest, pk: int) -> Adjudication:
    found = adjudication_of(request.project, pk)
    if found is None:
        raise Http404
    return found
