"""The annotation page in its states: a task, the same task with its faults, or nothing to do.

A request of the page's own script gets the fragment alone, so that one trip both saves an answer and shows the next.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.forms.answers import FLAGS, SKIP_REASONS
from annotations.models import Assignment, Rater, Round
from annotations.selectors.answers import answers_of
from annotations.selectors.inbox import Inbox, inbox_of
from annotations.selectors.sheets import Sheet, sheet_of
from annotations.selectors.teaching import Lesson, practice_of
from annotations.services.handout import assignment_next
from annotations.services.members import rater_of
from annotations.views.guidelines import guidelines_shown
from annotations.views.requests import TaskRequest

# Tells the page's script who is signed in, so that a page of somebody who left sends and shows nothing.
READER = "X-Kalibre-Reader"

# Seconds above which minutes say it better.
LONG_PACE = 100


def next_page(
    request: TaskRequest, *, notice: str = "", offer: str = "", lesson: Lesson | None = None, status: int = 200
) -> HttpResponse:
    """This function will show the person's next task, or that there is none; above it what there is to say."""
    rater = rater_of(project=request.project, user=request.user)
    assignment = assignment_next(rater=rater, now=timezone.now())
    said: dict[str, Any] = {"notice": notice, "offer": offer, "lesson": lesson}
    if assignment is None:
        return _render(request, said, status=status)
    context: dict[str, Any] = said | {"key": str(uuid4()), "practice": practice_of(assignment)} | _drafted(assignment)
    return _render_sheet(request, sheet_of(assignment), context, status=status)


def sheet_page(
    request: TaskRequest,
    assignment: Assignment,
    *,
    sheet: Sheet | None = None,
    given: Mapping[str, str] | None = None,
    key: str = "",
    errors: Sequence[str] = (),
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """This function will show a task, with what is already filled in."""
    context: dict[str, Any] = {"given": given or {}, "key": key or str(uuid4()), "errors": errors, "notice": notice}
    context |= {"practice": practice_of(assignment)}
    return _render_sheet(request, sheet or sheet_of(assignment), context, status=status)


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


def milliseconds(moment: datetime) -> str:
    """This function will tell a moment as scripts count it."""
    return str(int(moment.timestamp() * 1000))


def own_assignment(request: TaskRequest, pk: int) -> Assignment | None:
    """This function will find an assignment of the person; others' are as if they were not."""
    rows = Assignment.objects.select_related("task__round", "task__item")
    return rows.filter(pk=pk, rater__user=request.user, rater__project=request.project, variant="").first()


def _render_sheet(request: TaskRequest, sheet: Sheet, context: dict[str, Any], *, status: int) -> HttpResponse:
    return _render(request, context | _addresses(request, sheet.assignment) | {"sheet": sheet}, status=status)


def _drafted(assignment: Assignment) -> dict[str, Any]:
    """The form as its rater left it, on whichever device."""
    draft = assignment.draft
    if not draft:
        return {"given": {}}
    ranked = "".join("1" if touched else "0" for touched in draft["ranked"])
    at = datetime.fromisoformat(draft["at"])
    return {"given": draft["fields"], "draft": {"ranked": ranked, "at": milliseconds(at)}}


def _addresses(request: TaskRequest, assignment: int) -> dict[str, str]:
    names = {
        "submit_url": "annotate-submit", "skip_url": "annotate-skip", "draft_url": "annotate-draft",
        "heartbeat_url": "annotate-heartbeat",
    }  # fmt: skip
    return {key: reverse(name, args=[request.project.slug, assignment]) for key, name in names.items()}


def _render(request: TaskRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    inbox = inbox_of(project=request.project, user=request.user)
    given = context.get("given", {})
    context |= {
        "project": request.project,
        "role": request.seat.role,
        "progress": _progress(inbox),
        "last": _last(rater_of(project=request.project, user=request.user)) if inbox.done else None,
        "paused": inbox.paused,
        "paused_because": inbox.paused_because,
        "flags": FLAGS,
        "has_flags": any(f"flag-{flag}" in given for flag in FLAGS),
        "skip_reasons": SKIP_REASONS,
    }
    if request.htmx:
        response = render(request, "annotations/_place.html", context, status=status)
    else:
        response = render(request, "annotations/annotate.html", context | guidelines_shown(request), status=status)
    response[READER] = str(request.user.pk)
    return response


def _last(rater: Rater) -> Assignment | None:
    """The answer that undo would open; none where its round has closed."""
    last = answers_of(rater).first()
    return last if last and last.task.round.state == Round.State.COLLECTING else None


def _progress(inbox: Inbox) -> dict[str, Any]:
    """How far and how fast, in words without haste: what is left is a guess, since others work too."""
    parts = [ngettext("%(count)d done", "%(count)d done", inbox.done) % {"count": inbox.done}]
    left = _("%(count)d or more left") if inbox.more else _("about %(count)d left")
    parts.append(left % {"count": inbox.waiting})
    if inbox.pace:
        parts.append(_pace(inbox.pace))
    return {"done": inbox.done, "total": inbox.done + inbox.waiting, "label": " · ".join(parts)}


def _pace(seconds: int) -> str:
    if seconds < LONG_PACE:
        return _("~%(count)d s each") % {"count": seconds}
    return _("~%(count)d min each") % {"count": round(seconds / 60)}
