"""Temperatures of a template: figures, policies, rounds that try more, draws while serving."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.jobs import ring
from annotations.models import PromptTemplate
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.jobs import workers_alive
from annotations.selectors.materials import dimensions_of
from annotations.services.errors import Invalid, Refused
from annotations.telling import told
from annotations.views.faults import into_form_with_key
from ranking.charts.temperatures import category_name, temperatures_figure
from ranking.forms.temperatures import LiveForm, QuestionForm, TrialForm
from ranking.models import LiveStep, TemperaturePolicy
from ranking.selectors.temperatures import (
    Question,
    Temperatures,
    live_steps,
    policies_of,
    policy_active,
    policy_history,
)
from ranking.selectors.temperatures_kept import temperatures_kept
from ranking.services.temperatures import (
    live_set,
    temperature_policy_activate,
    temperature_policy_propose,
    temperature_policy_rollback,
    temperature_round_start,
)


@require_safe
@project_role(Role.REVIEWER)
def temperature(request: ProjectRequest, name: str) -> HttpResponse:
    """What people's scores say of a template's temperatures, and what is served."""
    template = _template(request, name)
    return _page(
        request, template, QuestionForm(_asked(request), project=request.project, policy=policy_active(template))
    )


@require_POST
@project_role(Role.LEAD)
def temperature_proposed(request: ProjectRequest, name: str) -> HttpResponse:
    """Make a policy of what the scores say."""
    template, form = _template(request, name), QuestionForm(request.POST, project=request.project)
    question = form.question() if form.is_valid() else None
    if question is None:
        return _page(request, template, form)
    try:
        made = temperature_policy_propose(template=template, question=question, by=request.user, now=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request, _("Policy %(number)d is made. It is served once you say so.") % {"number": made.number}
        )
    return redirect(_back(request, name, question))


@require_POST
@project_role(Role.LEAD)
def temperature_activated(request: ProjectRequest, name: str, number: int) -> HttpResponse:
    """Serve a policy."""
    policy = get_object_or_404(TemperaturePolicy, template=_template(request, name), number=number)
    reason = request.POST.get("reason", "")
    temperature_policy_activate(policy=policy, by=request.user, reason=reason, now=timezone.now())
    messages.success(request, _("Policy %(number)d is served now.") % {"number": number})
    return redirect("temperature", request.project.slug, name)


@require_POST
@project_role(Role.LEAD)
def temperature_rolled_back(request: ProjectRequest, name: str) -> HttpResponse:
    """Serve again what was served before."""
    template, reason = _template(request, name), request.POST.get("reason", "")
    try:
        back = temperature_policy_rollback(template=template, by=request.user, reason=reason, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        served = _("Policy %(number)d is served again.") % {"number": back.policy.number} if back.policy else ""
        messages.success(request, served or _("No policy is served any more."))
    return redirect("temperature", request.project.slug, name)


@require_POST
@project_role(Role.LEAD)
def temperature_tried(request: ProjectRequest, name: str) -> HttpResponse:
    """Launch a round that tries more."""
    template = _template(request, name)
    asked, form = QuestionForm(request.POST, project=request.project), TrialForm(request.POST, template=template)
    question = asked.question()
    if not form.is_valid() or question is None:
        return _page(request, template, asked, trial=form)
    try:
        launched = temperature_round_start(
            template=template, question=question, trial=form.trial(), seed=form.seed(), by=request.user,
            now=timezone.now(),
        )  # fmt: skip
    except Invalid as error:
        into_form_with_key(form, error)
        return _page(request, template, asked, trial=form)
    except Refused as error:
        form.add_error(None, str(error))
        return _page(request, template, asked, trial=form)
    ring(launched.job)
    messages.success(request, _("Round %(number)d is launched.") % {"number": launched.round.number})
    return redirect("round", request.project.slug, launched.round.number)


@require_POST
@project_role(Role.LEAD)
def temperature_live(request: ProjectRequest, name: str) -> HttpResponse:
    """Turn adjusting on live feedback on or off."""
    template, form = _template(request, name), LiveForm(request.POST)
    if form.is_valid():
        try:
            step = live_set(
                template=template, on=form.cleaned_data["on"], bounds=form.bounds(), by=request.user,
                now=timezone.now(),
            )  # fmt: skip
        except Invalid as error:
            for field, text in error.fields.items():
                form.add_error(field, text)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            said = _("Temperatures are adjusted within the bounds.") if step.on else _("The policy is served as it is.")
            messages.success(request, said)
            return redirect("temperature", request.project.slug, name)
    return _page(request, template, QuestionForm(None, project=request.project), live=form)


def _page(
    request: ProjectRequest, template: PromptTemplate, form: QuestionForm, *, trial: TrialForm | None = None,
    live: LiveForm | None = None,
) -> HttpResponse:  # fmt: skip
    question = form.question()
    kept = temperatures_kept(template=template, question=question, now=timezone.now()) if question else None
    found = kept.found if kept else None
    policies, steps = policies_of(template), live_steps(template)
    tried = found.curves.temperatures if found else ()
    context = {
        "template": template,
        "active": template.active_version,
        "form": form,
        "asked": question,
        "found": found,
        "computed": kept.at if kept else None,
        "reason": told(kept.reason) if kept else _("The rubric has no dimension with a scale of numbers yet."),
        "labels": {one.name: str(one) for one in dimensions_of(request.project)},
        "chart": temperatures_figure(found, _hrefs(request, template, found)) if found else None,
        "rows": [_row(one) for one in found.categories if one.own or not one.name] if found else [],
        "policies": [(one, _rules(one)) for one in policies],
        "served": next(((one, _rules(one)) for one in policies if one.active), None),
        "history": policy_history(template),
        "trial": trial or TrialForm(None, template=template, tried=tried),
        "live": live or LiveForm(None, initial=_live_initial(steps)),
        "steps": steps,
        "step": steps[0] if steps else None,
        "worker": bool(workers_alive(now=timezone.now())),
        "stage": "prompts",
    }
    return render(request, "ranking/temperature.html", context)


def _row(category: Any) -> dict[str, Any]:
    return {
        "name": category_name(category.name),
        "best": category.best,
        "items": category.items,
        "guessed": not category.own,
    }


def _rules(policy: TemperaturePolicy) -> list[dict[str, Any]]:
    """A policy's rules, each with what its evidence says of it."""
    told_of = {one["category"]: one for one in policy.evidence.get("categories", [])}
    found = []
    for name, value in sorted(policy.rules.items(), key=lambda one: (one[0] == "", one[0])):
        evidence = told_of.get(name, {})
        at: dict[str, Any] = next((cell for cell in evidence.get("cells", []) if cell["temperature"] == value), {})
        found.append(
            {
                "name": category_name(name), "temperature": value, "p_best": at.get("p_best"), "n": at.get("n"),
                "by_hand": name in policy.evidence.get("by_hand", []),
                "no_items": name in policy.evidence.get("no_items", []),
            }
        )  # fmt: skip
    return found


def _live_initial(steps: list[LiveStep]) -> dict[str, Any]:
    names = ("on", "low", "high", "reach", "share")
    return {name: getattr(steps[0], name) for name in names} if steps else {}


def _hrefs(request: ProjectRequest, template: PromptTemplate, found: Temperatures) -> list[str]:
    """Where the responses of every line of the figure's table are."""
    base = reverse("responses", args=[request.project.slug])
    return [
        f"{base}?{urlencode({'template': template.name, 'temperature': f'{cell.temperature:g}', **_named(one.name)})}"
        for one in found.categories
        for cell in one.cells
    ]


def _named(category: str) -> dict[str, str]:
    return {"category": category} if category else {}


def _asked(request: ProjectRequest) -> Any:
    return request.GET if "coherence" in request.GET else None


def _back(request: ProjectRequest, name: str, question: Question) -> str:
    told_by = {"coherence": question.coherence.pk, "weight": question.weight}
    if question.diversity is not None:
        told_by["diversity"] = question.diversity.pk
    return f"{reverse('temperature', args=[request.project.slug, name])}?{urlencode(told_by)}"


def _template(request: ProjectRequest, name: str) -> PromptTemplate:
    rows = PromptTemplate.objects.select_related("project", "active_version__template")
    return get_object_or_404(rows, project=request.project, name=name, purpose=PromptTemplate.Purpose.ANSWER)
