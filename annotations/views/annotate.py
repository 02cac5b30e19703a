"""Doing the work: one task after another."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotations.forms.answers import LONGEST_NUMBER, DraftForm, EnvelopeForm, answer_read
from annotations.models import Assignment
from annotations.permissions import Role, project_role
from annotations.selectors.answers import answers_of
from annotations.selectors.sheets import Sheet, given_of, sheet_of
from annotations.selectors.teaching import Lesson, lesson_of
from annotations.services.answers import AnswerNotTaken, Submitted, answer_submit, answer_undo
from annotations.services.drafts import draft_keep
from annotations.services.errors import Invalid, Refused
from annotations.services.handout import assignment_heartbeat, assignment_skip
from annotations.services.members import rater_of
from annotations.views.requests import TaskRequest
from annotations.views.task_page import milliseconds, next_page, own_assignment, sheet_page

EXTRAS = ("comment", "flags", "rewrite")
OWN_WORDS = "other"


@never_cache
@require_safe
@project_role(Role.ANNOTATOR)
def annotate(request: TaskRequest) -> HttpResponse:
    """The open task, or the next one."""
    return next_page(request)


@never_cache
@require_POST
@project_role(Role.ANNOTATOR)
def submit(request: TaskRequest, assignment: int) -> HttpResponse:
    """Takes the answer and shows the next task in the same trip."""
    found = _own(request, assignment)
    envelope = EnvelopeForm(request.POST)
    if not envelope.is_valid():
        return HttpResponseBadRequest(_("This form is damaged. Load the page again."))
    sheet = sheet_of(found)
    answer = answer_read(sheet, request.POST)
    try:
        submitted = answer_submit(
            assignment_id=found.pk,
            rater=found.rater,
            answer={name: value for name, value in answer.items() if name not in EXTRAS},
            now=timezone.now(),
            **{name: answer[name] for name in EXTRAS},
            **envelope.cleaned_data,
        )
    except AnswerNotTaken as error:
        key = str(envelope.cleaned_data["key"])
        return sheet_page(
            request,
            found,
            sheet=sheet,
            given=request.POST.dict(),
            key=key,
            errors=fault_texts(sheet, error),
            status=400,
        )
    except Refused as error:
        return _too_late(request, sheet, str(error))
    return _onwards(request, lesson=_lesson(sheet, submitted), status=201)


@require_POST
@project_role(Role.ANNOTATOR)
def draft(request: TaskRequest, assignment: int) -> HttpResponse:
    """Keeps what is filled in so far, for this and any other device; says when it was kept."""
    found, now = _own(request, assignment), timezone.now()
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("This form is damaged. Load the page again."))
    try:
        kept = draft_keep(assignment_id=found.pk, rater=found.rater, now=now, **form.cleaned_data)
    except Invalid as error:
        return HttpResponse(" ".join(error.fields.values()), status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(milliseconds(now) if kept else "", status=200 if kept else 409, content_type="text/plain")


@never_cache
@require_POST
@project_role(Role.ANNOTATOR)
def skip(request: TaskRequest, assignment: int) -> HttpResponse:
    """Gives the task back to others, with a reason."""
    found = _own(request, assignment)
    reason = request.POST.get("reason", "")
    if reason == OWN_WORDS:
        reason = request.POST.get("skip_words", "")
    try:
        assignment_skip(assignment_id=found.pk, rater=found.rater, reason=reason, now=timezone.now())
    except Invalid as error:
        return sheet_page(request, found, given=request.POST.dict(), errors=list(error.fields.values()), status=400)
    except Refused as error:
        return _onwards(request, notice=str(error), status=409)
    return _onwards(request, notice=_("Skipped. It goes to someone else and does not come back to you."))


@never_cache
@require_POST
@project_role(Role.ANNOTATOR)
def undo(request: TaskRequest) -> HttpResponse:
    """Opens the last answer again, as it was given."""
    rater = rater_of(project=request.project, user=request.user)
    last = _to_undo(request, answers_of(rater).first())
    if last is None:
        return _onwards(request, notice=_("There is no answer to undo."), status=409)
    if last.state == Assignment.State.OPEN:
        return sheet_page(request, last, notice=_open_again())  # asked again: the first word of it was lost
    try:
        undone = answer_undo(assignment_id=last.pk, rater=rater, now=timezone.now())
    except Refused as error:
        return _onwards(request, notice=str(error), status=409)
    sheet = sheet_of(undone.assignment)
    given = given_of(sheet, undone.assignment, undone.previous) | {"seconds": f"{undone.previous['seconds'] or 0:g}"}
    return sheet_page(request, undone.assignment, sheet=sheet, given=given, notice=_open_again())


@require_POST
@project_role(Role.ANNOTATOR)
def heartbeat(request: TaskRequest, assignment: int) -> HttpResponse:
    """Keeps the task in the person's hands while they look at it."""
    found = _own(request, assignment)
    try:
        assignment_heartbeat(assignment_id=found.pk, rater=found.rater, now=timezone.now())
    except Refused as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def fault_texts(sheet: Sheet, error: Invalid) -> list[str]:
    """This function will name each fault by its question as the person reads it."""
    labels = {question.name: question.label for question in [*sheet.questions, *sheet.orders]}
    found = ((labels.get(name.partition(".")[2]), text) for name, text in error.fields.items())
    return [f"{label}: {text}" if label else text for label, text in found]


def _own(request: TaskRequest, pk: int) -> Assignment:
    found = own_assignment(request, pk)
    if found is None:
        raise Http404(_("You have no such assignment."))
    return found


def _to_undo(request: TaskRequest, last: Assignment | None) -> Assignment | None:
    """The answer that the button named, so that a request sent twice does not take back two; else the last one."""
    named = request.POST.get("assignment", "")
    if not named.isdecimal() or len(named) > LONGEST_NUMBER:
        return last
    found = own_assignment(request, int(named))
    return found if found and found.state in {Assignment.State.DONE, Assignment.State.OPEN} else None


def _open_again() -> str:
    return _("Your last answer is open again, and not counted until you submit it.")


def _lesson(sheet: Sheet, submitted: Submitted) -> Lesson | None:
    feedback = submitted.feedback
    if feedback is None:
        return None
    return lesson_of(sheet, submitted.assignment, correct=feedback.correct, explanation=feedback.explanation)


def _too_late(request: TaskRequest, sheet: Sheet, notice: str) -> HttpResponse:
    """An answer that cannot be taken any more: why, and where it was given already, a way to make it the answer."""
    found = own_assignment(request, sheet.assignment)
    if found is None or found.state != Assignment.State.DONE:
        return _onwards(request, notice=notice, status=409)
    given = given_of(sheet, found)
    if all(request.POST.get(name, "") == value for name, value in given.items()):
        notice = _("You have sent this answer already, perhaps in another tab. It counts once.")
        return _onwards(request, notice=notice, status=409)
    return _onwards(
        request, notice=notice, offer=reverse("my-answer", args=[request.project.slug, found.pk]), status=409
    )


def _onwards(
    request: TaskRequest, *, notice: str = "", offer: str = "", lesson: Lesson | None = None, status: int = 200
) -> HttpResponse:
    """The next task, to the page's script at once, to a plain browser by redirect."""
    if request.htmx:
        return next_page(request, notice=notice, offer=offer, lesson=lesson, status=status)
    if lesson:
        return next_page(request, lesson=lesson)
    if notice:
        messages.info(request, notice)
    return redirect("annotate", slug=request.project.slug)
