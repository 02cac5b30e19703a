"""Tests of new versions: planned, watched, decided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.jobs import ring
from annotations.models import Item, PromptTemplate, TemplateVersion
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.jobs import workers_alive
from annotations.selectors.materials import items_by_split, version_of
from annotations.services.errors import Invalid, Refused
from annotations.telling import percent
from annotations.views.faults import into_form_with_key
from ranking.charts.confirmations import confirmation_figures
from ranking.forms.confirmations import ConfirmationForm
from ranking.models import Confirmation, Proposal
from ranking.selectors.confirmations import confirmation_of, confirmation_running, decisions_of, former_of
from ranking.selectors.temperatures import policy_active
from ranking.services.confirmations import (
    Planned,
    confirmation_close,
    confirmation_decide,
    confirmation_look,
    confirmation_plan,
    roll_back,
)
from ranking.views.plan_words import PlanWords, plan_sentences, words_of_design


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def confirmation_new(request: ProjectRequest, name: str, number: int) -> HttpResponse:
    """The plan of a test; sending it fixes the plan and launches the round."""
    new = _version(request, name, number)
    form = ConfirmationForm(request.POST or None, project=request.project, new=new)
    if request.method == "POST" and form.is_valid() and (planned := _plan(request, form)):
        return redirect("confirmation", request.project.slug, planned.confirmation.pk)
    context = {
        "form": form,
        "new": new,
        "template": new.template,
        "running": confirmation_running(new.template),
        "words": _words(request, form),
        "evaluate": next(one for one in items_by_split(request.project) if one.split == Item.Split.EVALUATE),
        "worker": bool(workers_alive(now=timezone.now())),
        "stage": "improve",
    }
    return render(request, "ranking/confirmation_new.html", context)


@require_POST
@project_role(Role.LEAD)
def confirmation_preview(request: ProjectRequest, name: str, number: int) -> HttpResponse:
    """What the plan in the form would do and take, as a fragment."""
    form = ConfirmationForm(request.POST, project=request.project, new=_version(request, name, number))
    return render(request, "ranking/_test_plan.html", {"words": _words(request, form), "form": form})


@require_safe
@project_role(Role.REVIEWER)
def confirmation(request: ProjectRequest, pk: int) -> HttpResponse:
    """One test: its verdict with the figures, its plan, its looks."""
    found = _confirmation(request, pk)
    looks = list(found.looks.all())
    newest = looks[-1] if looks else None
    context = {
        "test": found,
        "looks": looks,
        "newest": newest,
        # The verdict leads the page; the next sentence is the drawing's title.
        "rest": newest.sentences[2 if newest.figures.get("primary") else 1 :] if newest else [],
        "figures": confirmation_figures(found, newest) if newest and newest.figures.get("primary") else [],
        "sentences": plan_sentences(found.plan, str(found.new), str(found.old), str(found.dimension or "")),
        "former": former_of(found.new),
        "policy_moved": found.state in (Confirmation.State.RUNNING, Confirmation.State.PASSED) and _policy_moved(found),
        "alpha": percent(found.alpha, 2),
        "served_by_test": found.activation_id is not None and found.rollback_id is None,
        "stage": "improve",
    }
    return render(request, "ranking/confirmation.html", context)


@require_POST
@project_role(Role.LEAD)
def confirmation_looked(request: ProjectRequest, pk: int) -> HttpResponse:
    """Look at the answers now."""
    try:
        looked = confirmation_look(confirmation=_confirmation(request, pk), now=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        if looked.job:
            ring(looked.job)
    return redirect("confirmation", request.project.slug, pk)


@require_POST
@project_role(Role.LEAD)
def confirmation_promoted(request: ProjectRequest, pk: int) -> HttpResponse:
    """Serve the version that passed."""
    found = _confirmation(request, pk)
    reason = request.POST.get("reason", "")
    try:
        confirmation_decide(confirmation=found, by=request.user, reason=reason, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(version)s is the active version now.") % {"version": found.new})
    return redirect("confirmation", request.project.slug, pk)


@require_POST
@project_role(Role.LEAD)
def confirmation_closed(request: ProjectRequest, pk: int) -> HttpResponse:
    """End the test early, without a promotion."""
    reason = request.POST.get("reason", "")
    try:
        job = confirmation_close(
            confirmation=_confirmation(request, pk), by=request.user, reason=reason, now=timezone.now()
        )
    except Refused as error:
        messages.error(request, str(error))
    else:
        if job:
            ring(job)
        messages.success(request, _("The test is closed, and the reason kept."))
    return redirect("confirmation", request.project.slug, pk)


@require_POST
@project_role(Role.LEAD)
def rolled_back(request: ProjectRequest, name: str) -> HttpResponse:
    """Serve again what a template served before."""
    template = get_object_or_404(PromptTemplate, project=request.project, name=name)
    try:
        back = roll_back(template=template, by=request.user, reason=request.POST.get("reason", ""), now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("prompts", request.project.slug)
    messages.success(request, _("%(version)s is served again.") % {"version": back.version})
    return redirect("version", request.project.slug, name, back.version.number)


@require_safe
@project_role(Role.REVIEWER)
def decisions(request: ProjectRequest) -> HttpResponse:
    """Everything that was decided, by whom, when and why."""
    context = {"decisions": decisions_of(request.project), "stage": "improve"}
    return render(request, "ranking/decisions.html", context)


def _policy_moved(test: Confirmation) -> bool:
    """Whether another policy of temperatures is served than when the plan was fixed."""
    now = policy_active(test.template)
    return "policy" in test.plan and test.plan["policy"] != (now.number if now else None)


def _plan(request: ProjectRequest, form: ConfirmationForm) -> Planned | None:
    try:
        planned = confirmation_plan(
            project=request.project, design=form.design(), seed=form.seed(), requested_by=request.user,
            proposal=Proposal.objects.filter(version=form.new).first(), now=timezone.now(),
        )  # fmt: skip
    except Invalid as error:
        into_form_with_key(form, error)
        return None
    except Refused as error:
        form.add_error(None, str(error))
        return None
    ring(planned.job)
    messages.success(
        request,
        _("The plan is fixed, and round %(number)d is launched.") % {"number": planned.confirmation.round.number},
    )
    return planned


def _words(request: ProjectRequest, form: ConfirmationForm) -> PlanWords | None:
    """The words for what is in the form; for a form that was only opened, for what it offers."""
    if not form.is_bound:
        offered = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        form = ConfirmationForm(
            {name: value for name, value in offered.items() if value not in (None, False)} | _firsts(form),
            project=request.project, new=form.new,
        )  # fmt: skip
    return words_of_design(request.project, form.design()) if form.is_valid() else None


def _firsts(form: ConfirmationForm) -> dict[str, Any]:
    """What a select offers first where nothing is chosen."""
    found = {}
    for name in ("endpoint", "old"):
        field: Any = form.fields[name]
        if form.get_initial_for_field(field, name) is None and (first := field.queryset.first()):
            found[name] = first.pk
    return found


def _confirmation(request: ProjectRequest, pk: int) -> Confirmation:
    found = confirmation_of(request.project, pk)
    if found is None:
        raise Http404
    return found


def _version(request: ProjectRequest, name: str, number: int) -> TemplateVersion:
    found = version_of(request.project, name, number)
    if found is None or found.template.purpose != PromptTemplate.Purpose.ANSWER:
        raise Http404
    return found
