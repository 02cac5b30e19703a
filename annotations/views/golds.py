"""Checks: a lead's tasks with a known answer, and how annotators fare on them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.forms.answers import answer_read
from annotations.forms.golds import GoldForm, KnownForm
from annotations.models import Assignment, Gold
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.golds import gold_lines, gold_of, gold_sheet, gold_used
from annotations.selectors.responses import response_of
from annotations.selectors.sheets import Sheet, given_known, number_text
from annotations.services.errors import Invalid, Refused
from annotations.services.golds import (
    gold_delete,
    gold_draft,
    gold_from_answer,
    gold_move,
    gold_retire,
    gold_update,
    gold_write,
)
from annotations.views.annotate import fault_texts

KNOWN = ("scores", "ranking", "rankings", "none_acceptable")


@require_safe
@project_role(Role.LEAD)
def golds(request: ProjectRequest) -> HttpResponse:
    """The checks by purpose, with n and the share that is right."""
    lines = gold_lines(request.project)
    parts = [(purpose, purpose.label, lines[purpose]) for purpose in Gold.Purpose]
    return render(request, "annotations/golds.html", {"parts": parts, "any": any(lines.values()), "stage": "rounds"})


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def gold_new(request: ProjectRequest) -> HttpResponse:
    """Write a check by hand; its answer is given on the next page."""
    form = GoldForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = gold_write(
                project=request.project, created_by=request.user, now=timezone.now(), **form.content()
            )  # fmt: skip
        except Invalid as error:
            for name, text in error.fields.items():
                form.add_error(name if name in form.fields else None, text)
        else:
            return redirect("gold", request.project.slug, made.pk)
    context = {"form": form, "stage": "rounds"}
    return render(request, "annotations/gold_new.html", context, status=400 if form.is_bound else 200)


@require_POST
@project_role(Role.LEAD)
def gold_from_response(request: ProjectRequest, pk: int) -> HttpResponse:
    """A draft of the rating of one response."""
    found = response_of(request.project, pk)
    if found is None:
        raise Http404
    try:
        made = gold_draft(
            project=request.project, kind="RATING", responses=[found], now=timezone.now(), created_by=request.user
        )  # fmt: skip
    except Invalid as error:
        messages.error(request, " ".join(error.fields.values()))
        return redirect("response", request.project.slug, pk)
    return redirect("gold", request.project.slug, made.pk)


@require_POST
@project_role(Role.LEAD)
def gold_from_given(request: ProjectRequest, assignment: int) -> HttpResponse:
    """A draft of an answered task, with that answer to be confirmed."""
    rows = Assignment.objects.select_related("task__round__project", "task__item")
    found = rows.filter(pk=assignment, state=Assignment.State.DONE, task__round__project=request.project).first()
    if found is None:
        raise Http404
    try:
        made = gold_from_answer(assignment=found, now=timezone.now(), created_by=request.user)
    except Invalid as error:
        messages.error(request, " ".join(error.fields.values()))
        return redirect("golds", request.project.slug)
    return redirect("gold", request.project.slug, made.pk)


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def gold(request: ProjectRequest, pk: int) -> HttpResponse:
    """One check: what is right, in the form that annotators answer."""
    found = _gold(request, pk)
    sheet = gold_sheet(found)
    said = {"purpose": found.purpose, "tolerance": number_text(found.tolerance), "explanation": found.explanation}
    form = KnownForm(request.POST or None, initial=said)
    given = given_known(sheet, found.answer)
    errors: list[str] = []
    if form.is_bound:
        given = request.POST.dict()
        errors = _save(request, found, sheet, form) if form.is_valid() else []
        if form.is_valid() and not errors:
            messages.success(request, _("The check is in use."))
            return redirect("golds", request.project.slug)
    context = {"gold": found, "sheet": sheet, "form": form, "given": given, "errors": errors, "used": gold_used(found)}
    context |= {"stage": "rounds"}
    return render(request, "annotations/gold.html", context, status=400 if form.is_bound else 200)


@require_POST
@project_role(Role.LEAD)
def gold_set(request: ProjectRequest, pk: int) -> HttpResponse:
    """Out of use and back, up and down, or away."""
    found = _gold(request, pk)
    acts: dict[str, Any] = {
        "retire": lambda: gold_retire(gold=found),
        "resume": lambda: gold_retire(gold=found, active=True),
        "up": lambda: gold_move(gold=found, up=True),
        "down": lambda: gold_move(gold=found, up=False),
        "delete": lambda: gold_delete(gold=found),
    }
    act = acts.get(request.POST.get("action", ""))
    try:
        if act:
            act()
    except Invalid as error:
        messages.error(request, " ".join(error.fields.values()))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("golds", request.project.slug)


def _save(request: ProjectRequest, found: Gold, sheet: Sheet, form: KnownForm) -> list[str]:
    answer = answer_read(sheet, request.POST)
    try:
        gold_update(gold=found, answer={name: answer[name] for name in KNOWN if name in answer}, **form.cleaned_data)
    except Invalid as error:
        return fault_texts(sheet, error)
    except Refused as error:
        return [str(error)]
    return []


def _gold(request: ProjectRequest, pk: int) -> Gold:
    found = gold_of(request.project, pk)
    if found is None:
        raise Http404
    return found
