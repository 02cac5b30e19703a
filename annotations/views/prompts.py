"""Templates, versions and items: what a lead writes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotations.forms.prompts import TemplateForm, VersionForm
from annotations.models import PromptTemplate, TemplateVersion
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.prompts.template import missing
from annotations.prompts.version import PromptVersion
from annotations.prompts.version import render as render_messages
from annotations.selectors.materials import items_by_split, items_of, version_of
from annotations.services.errors import Invalid
from annotations.services.templates import template_create, version_create
from annotations.views.faults import into_form

PREVIEWED = 50


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def template_new(request: ProjectRequest) -> HttpResponse:
    """A template's name; then its first version is written."""
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = template_create(project=request.project, now=timezone.now(), **form.cleaned_data)
        except Invalid as error:
            into_form(form, error)
        else:
            return redirect("version-new", request.project.slug, made.name)
    return render(request, "annotations/template_new.html", {"form": form, "stage": "prompts"})


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def version_new(request: ProjectRequest, name: str) -> HttpResponse:
    """A new version, from the one that `?from=` names (by default the active one)."""
    template = _template(request, name)
    base = _base(request, template)
    form = VersionForm(request.POST or None, base=base)
    if request.method == "POST" and form.is_valid():
        try:
            made = version_create(
                template=template, parent=base, created_by=request.user, now=timezone.now(), **form.content()
            )
        except Invalid as error:
            into_form(form, error)
        else:
            messages.success(request, _("%(version)s is written. Test it in a round.") % {"version": made})
            return redirect("version", request.project.slug, template.name, made.number)
    context = {"form": form, "template": template, "base": base, "stage": "prompts"}
    return render(request, "annotations/version_new.html", context)


@require_safe
@project_role(Role.REVIEWER)
def version_preview(request: ProjectRequest, name: str, number: int) -> HttpResponse:
    """What the model is sent for one item, as a page or as a fragment."""
    version = _version(request, name, number)
    context = {"shown": version, "template": version.template, "stage": "prompts", **preview_of(request, version)}
    page = "annotations/_preview.html" if request.headers.get("HX-Request") else "annotations/version_preview.html"
    return render(request, page, context)


@require_safe
@project_role(Role.REVIEWER)
def items(request: ProjectRequest) -> HttpResponse:
    """The items, by split, category and language."""
    chosen = {name: request.GET.get(name, "") for name in ("split", "category", "language")}
    rows = items_of(request.project, **chosen)
    context = {
        "page": Paginator(rows, 40).get_page(request.GET.get("page")),
        "splits": items_by_split(request.project),
        "categories": sorted({name for split in items_by_split(request.project) for name in split.categories if name}),
        "chosen": chosen,
        "stage": "prompts",
    }
    return render(request, "annotations/items.html", context)


def preview_of(request: HttpRequest, version: TemplateVersion) -> dict[str, Any]:
    """The messages that a version makes of the chosen item, or the variables it lacks."""
    found = list(items_of(version.template.project)[:PREVIEWED])
    wanted = request.GET.get("item", "")
    item = next((one for one in found if str(one.pk) == wanted), found[0] if found else None)
    if item is None:
        return {"items": [], "item": None}
    values = {"prompt": item.prompt, **item.variables}
    lacking = missing(values, version.system, version.user_text)
    built = PromptVersion.build(
        system=version.system, user=version.user_text, principles=version.principles,
        exemplars=version.exemplars, output_format=version.output_format,
    )  # fmt: skip
    return {
        "items": found,
        "item": item,
        "lacking": lacking,
        "sent": [] if lacking else render_messages(built, values, item.messages),
    }


def _template(request: ProjectRequest, name: str) -> PromptTemplate:
    found = PromptTemplate.objects.filter(project=request.project, name=name).select_related("active_version").first()
    if found is None:
        raise Http404
    return found


def _version(request: ProjectRequest, name: str, number: int) -> TemplateVersion:
    found = version_of(request.project, name, number)
    if found is None:
        raise Http404
    return found


def _base(request: ProjectRequest, template: PromptTemplate) -> TemplateVersion | None:
    wanted = request.GET.get("from", "")
    if wanted.isdecimal() and len(wanted) <= 18:
        return _version(request, template.name, int(wanted))
    return template.active_version
