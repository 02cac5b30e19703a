"""The annotation page in its states: a task, the same task with its faults, or nothing to do.

A request of the page's own script gets the fragment alone, so that one trip both saves an answer and shows the next.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from annotations.forms.answers import FLAGS, SKIP_REASONS
from annotations.models import Assignment
from annotations.permissions import ProjectRequest
from annotations.selectors.inbox import inbox_of
from annotations.selectors.sheets import Sheet, rubric_questions, sheet_of
from annotations.services.handout import assignment_next
from annotations.services.members import rater_of


class TaskRequest(ProjectRequest):
    """A request that may come from the page's own script."""

    htmx: HtmxDetails


def next_page(request: TaskRequest, *, notice: str = "", status: int = 200) -> HttpResponse:
    """This function will show the person's next task, or that there is none."""
    rater = rater_of(project=request.project, user=request.user)
    assignment = assignment_next(rater=rater, now=timezone.now())
    if assignment is None:
        return _render(request, {"notice": notice}, status=status)
    return sheet_page(request, sheet_of(assignment), notice=notice, status=status)


def sheet_page(
    request: TaskRequest,
    sheet: Sheet,
    *,
    given: Mapping[str, str] | None = None,
    key: str = "",
    errors: Sequence[str] = (),
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """This function will show a task, with what is already filled in."""
    context = {"given": given or {}, "key": key or str(uuid4()), "errors": errors, "notice": notice}
    return _render(request, context | _addresses(request, sheet.assignment) | {"sheet": sheet}, status=status)


def edit_page(
    request: TaskRequest, sheet: Sheet, *, given: Mapping[str, str], errors: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """This function will show a given answer, to be changed."""
    context = {
        "given": given,
        "key": str(uuid4()),
        "errors": errors,
        "sheet": sheet,
        "editing": True,
        "submit_url": reverse("my-answer", args=[request.project.slug, sheet.assignment]),
    }
    return _render(request, context, status=status)


def own_assignment(request: TaskRequest, pk: int) -> Assignment | None:
    """This function will find an assignment of the person; others' are as if they were not."""
    rows = Assignment.objects.select_related("task__round", "task__item")
    return rows.filter(pk=pk, rater__user=request.user, rater__project=request.project, variant="").first()


def _addresses(request: TaskRequest, assignment: int) -> dict[str, str]:
    names = {"submit_url": "annotate-submit", "skip_url": "annotate-skip", "heartbeat_url": "annotate-heartbeat"}
    return {key: reverse(name, args=[request.project.slug, assignment]) for key, name in names.items()}


def _render(request: TaskRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    inbox = inbox_of(project=request.project, user=request.user)
    given = context.get("given", {})
    context |= {
        "project": request.project,
        "role": request.seat.role,
        "progress": _progress(inbox.done, inbox.waiting, more=inbox.more),
        "paused": inbox.paused,
        "flags": FLAGS,
        "has_flags": any(f"flag-{flag}" in given for flag in FLAGS),
        "skip_reasons": SKIP_REASONS,
    }
    if request.htmx:
        return render(request, "annotations/_place.html", context, status=status)
    rubric = getattr(request.project, "rubric", None)
    context |= {
        "questions": rubric_questions(request.project),
        "instructions": rubric.instructions if rubric else "",
    }
    return render(request, "annotations/annotate.html", context, status=status)


def _progress(done: int, waiting: int, *, more: bool) -> dict[str, Any]:
    words = _("%(waiting)d or more waiting for you") if more else _("%(waiting)d waiting for you")
    return {"done": done, "total": done + waiting, "label": words % {"waiting": waiting}}
