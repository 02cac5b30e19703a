"""What a person gave, to be read again and changed until the round closes."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from annotations.forms.answers import ANSWERS_SHOWN, AnswersForm, answer_read
from annotations.models import Assignment, Round
from annotations.permissions import Role, project_role
from annotations.selectors.own_answers import own_answer_lines, own_answers, own_rounds
from annotations.selectors.sheets import given_of, rubric_questions, sheet_of
from annotations.services.answers import AnswerNotTaken, answer_edit
from annotations.services.errors import Refused
from annotations.views.annotate import fault_texts
from annotations.views.requests import TaskRequest
from annotations.views.task_page import READER, edit_page, own_assignment

PER_PAGE = 25


@require_safe
@project_role(Role.ANNOTATOR)
def my_answers(request: TaskRequest) -> HttpResponse:
    """My answers, the last first."""
    chosen = AnswersForm(request.GET)
    kept = chosen.cleaned_data if chosen.is_valid() else {}
    answers = own_answers(project=request.project, user=request.user, **kept)
    page = Paginator(answers, PER_PAGE).get_page(request.GET.get("page"))
    questions = rubric_questions(request.project)
    context = {
        "project": request.project,
        "role": request.seat.role,
        "stage": "my-answers",
        "page": page,
        "lines": own_answer_lines(list(page.object_list), questions),
        "choices": ANSWERS_SHOWN,
        "rounds": own_rounds(project=request.project, user=request.user),
        "filtered": any(kept.values()),
        "kept": kept,
    }
    return render(request, "annotations/my_answers.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@project_role(Role.ANNOTATOR)
def my_answer(request: TaskRequest, assignment: int) -> HttpResponse:
    """One answer of mine, open to change while its round collects."""
    found = own_assignment(request, assignment)
    if found is None or found.state != Assignment.State.DONE:
        raise Http404(_("You have no such answer."))
    sheet = sheet_of(found)
    if request.method == "POST":
        return _save(request, found)
    if found.task.round.state != Round.State.COLLECTING:
        messages.info(request, _("The round is closed, so this answer stands as it is."))
        return redirect("my-answers", slug=request.project.slug)
    return edit_page(request, sheet, given=given_of(sheet, found))


def _save(request: TaskRequest, found: Assignment) -> HttpResponse:
    sheet = sheet_of(found)
    changes = answer_read(sheet, request.POST)
    status = HTTPStatus.NO_CONTENT
    try:
        answer_edit(assignment_id=found.pk, rater=found.rater, changes=changes, now=timezone.now())
    except AnswerNotTaken as error:
        return edit_page(request, sheet, given=request.POST.dict(), errors=fault_texts(sheet, error), status=400)
    except Refused as error:
        messages.warning(request, str(error))
        status = HTTPStatus.CONFLICT
    else:
        messages.success(request, _("The change is saved."))
    if request.htmx:
        # The script goes to the list by itself, where the message is shown.
        return HttpResponse(status=status, headers={READER: str(request.user.pk)})
    return redirect("my-answers", slug=request.project.slug)
