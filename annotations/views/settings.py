"""A project's settings: what it is, what is rated, where models answer, who judges."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.forms.settings import DimensionForm, EndpointForm, JudgeForm, NewProjectForm, ProjectForm
from annotations.llm.errors import ModelCallError
from annotations.models import Dimension, Endpoint
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.materials import dimensions_of, endpoints_of, judges_of
from annotations.services.connecting import endpoint_remove, endpoint_set, endpoint_try
from annotations.services.endpoints import EndpointUnusable
from annotations.services.errors import Invalid, Refused
from annotations.services.judges import judge_create
from annotations.services.projects import project_create, project_describe
from annotations.services.rubrics import dimension_move, dimension_remove, dimension_set
from annotations.telling import told
from annotations.views.faults import into_form


@require_http_methods(["GET", "POST"])
@login_required
def project_new(request: HttpRequest) -> HttpResponse:
    """A project, made by a site admin."""
    if not request.user.is_superuser:
        raise PermissionDenied
    form = NewProjectForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = project_create(by=request.user, **form.cleaned_data)
        except Invalid as error:
            into_form(form, error)
        else:
            messages.success(request, _("%(name)s is there. Say next what is rated.") % {"name": made})
            return redirect("project-settings", made.slug)
    return _page(request, "annotations/project_new.html", form)


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def settings(request: ProjectRequest) -> HttpResponse:
    """What the project says of itself, and lists of the rest."""
    project = request.project
    rubric = getattr(project, "rubric", None)
    said = {name: getattr(project, name) for name in ("name", "description", "languages", "guidelines")}
    form = ProjectForm(request.POST or None, initial=said | {"instructions": rubric.instructions if rubric else ""})
    if form.is_bound and form.is_valid():
        try:
            project_describe(project=project, **form.cleaned_data)
        except Invalid as error:
            into_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("project-settings", project.slug)
    context = {
        "dimensions": dimensions_of(project),
        "endpoints": endpoints_of(project).select_related("credential"),
        "judges": judges_of(project, running=True),
    }
    return _page(request, "annotations/settings.html", form, context)


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def dimension(request: ProjectRequest, pk: int | None = None) -> HttpResponse:
    """One dimension of the rubric, or a new one."""
    found = _dimension(request, pk) if pk else None
    form = DimensionForm(request.POST or None, dimension=found, project=request.project)
    if form.is_bound and form.is_valid():
        try:
            made = dimension_set(project=request.project, dimension=found, **form.content())
        except Invalid as error:
            into_form(form, error)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(label)s is part of the rubric.") % {"label": made})
            return redirect("project-settings", request.project.slug)
    scored = found is not None and found.scores.exists()
    return _page(request, "annotations/dimension.html", form, {"dimension": found, "scored": scored})


@require_POST
@project_role(Role.LEAD)
def dimension_placed(request: ProjectRequest, pk: int) -> HttpResponse:
    """Up, down, or out."""
    found, action = _dimension(request, pk), request.POST.get("action")
    try:
        if action == "remove":
            dimension_remove(dimension=found)
            messages.success(request, _("%(label)s is not asked any more.") % {"label": found})
        elif action in {"up", "down"}:
            dimension_move(dimension=found, by=-1 if action == "up" else 1)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("project-settings", request.project.slug)


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def endpoint(request: ProjectRequest, pk: int | None = None) -> HttpResponse:
    """One endpoint of the project, or a new one."""
    found = _endpoint(request, pk) if pk else None
    form = EndpointForm(request.POST or None, instance=found)
    if form.is_bound and form.is_valid():
        try:
            made = endpoint_set(project=request.project, by=request.user, endpoint=found, **form.content())
        except Invalid as error:
            into_form(form, error)
        else:
            _try(request, made)
            return redirect("project-settings", request.project.slug)
    return _page(request, "annotations/endpoint.html", form, {"endpoint": found})


@require_POST
@project_role(Role.LEAD)
def endpoint_used(request: ProjectRequest, pk: int) -> HttpResponse:
    """Ask an endpoint for its models, or remove one of the project's own."""
    if request.POST.get("action") == "remove":
        try:
            endpoint_remove(endpoint=_endpoint(request, pk))
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The endpoint is removed."))
    else:
        found = endpoints_of(request.project).filter(pk=pk).first()
        if found is None:
            raise Http404
        _try(request, found)
    return redirect("project-settings", request.project.slug)


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def judge_new(request: ProjectRequest) -> HttpResponse:
    """A judge that is asked in the built-in words."""
    form = JudgeForm(request.POST or None, project=request.project)
    if form.is_bound and form.is_valid():
        try:
            made = judge_create(project=request.project, **form.cleaned_data)
        except Invalid as error:
            into_form(form, error)
        else:
            messages.success(request, _("%(name)s can be asked in a round now.") % {"name": made})
            return redirect("project-settings", request.project.slug)
    return _page(request, "annotations/judge_new.html", form)


def _try(request: HttpRequest, endpoint: Endpoint) -> None:
    """Whether it answers is said at once, not in the first round."""
    try:
        models = endpoint_try(endpoint=endpoint)
    except (EndpointUnusable, ModelCallError) as error:
        messages.warning(
            request, _("%(name)s does not answer: %(why)s") % {"name": endpoint, "why": told(error.args[0])}
        )
    else:
        names = ", ".join(models[:5]) + (" …" if len(models) > 5 else "")
        messages.success(request, _("%(name)s answers. Its models: %(models)s") % {"name": endpoint, "models": names})


def _dimension(request: ProjectRequest, pk: int) -> Dimension:
    found = next((one for one in dimensions_of(request.project) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _endpoint(request: ProjectRequest, pk: int) -> Endpoint:
    """One of the project's own: the site's are for site admins."""
    found = Endpoint.objects.filter(project=request.project, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, template: str, form: Any, context: dict[str, Any] | None = None) -> HttpResponse:
    status = 400 if form.is_bound else 200
    return render(request, template, {"form": form, "stage": "settings", **(context or {})}, status=status)
