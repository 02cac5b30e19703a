"""Data: what came in, what goes out, and the tokens of scripts."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from annotations.forms.members import ImportForm, TokenForm
from annotations.importers.run import ImportRefusedError, Outcome, import_files
from annotations.importers.telling import refusals_told
from annotations.importers.uploads import laid_down
from annotations.models import ApiToken, ImportBatch, Project, Round
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.services.imports import ImportOvertakenError, ImportRunningError
from annotations.services.tokens import token_create, token_revoke
from ranking.views.exports import export_form, formats
from ranking.views.snippets import snippets_of

SHOWN = 100


@require_safe
@project_role(Role.REVIEWER)
def data(request: ProjectRequest) -> HttpResponse:
    """Imports with their refused rows, exports, and the person's tokens."""
    return render(request, "ranking/data.html", _context(request))


@require_POST
@project_role(Role.LEAD)
def data_import(request: ProjectRequest) -> HttpResponse:
    """Take files in, or say row by row why not."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "ranking/data.html", _context(request, import_form=form), status=400)
    try:
        outcome = _import(request, form)
    except ImportRefusedError as error:
        return _refused(request, form, error.outcome)
    except (ImportRunningError, ImportOvertakenError):
        messages.error(request, _("Another import into this project was at work. Nothing was taken; try again."))
        return redirect("data", request.project.slug)
    words = {"added": outcome.added, "present": outcome.present, "refused": outcome.refused}
    messages.success(request, _("Added %(added)d, present %(present)d, refused %(refused)d.") % words)
    return redirect("data", request.project.slug)


@require_POST
@project_role(Role.LEAD)
def token_new(request: ProjectRequest) -> HttpResponse:
    """Make a token; its secret is shown once, on the page that answers."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return render(request, "ranking/data.html", _context(request, token_form=form), status=400)
    now, given = timezone.now(), form.cleaned_data
    made = token_create(
        user=request.user, name=given["name"], scope=given["scope"], project=request.project, now=now,
        expires_at=now + timedelta(days=given["days"]),
    )  # fmt: skip
    return render(request, "ranking/data.html", _context(request, secret=made))


@require_POST
@project_role(Role.LEAD)
def token_end(request: ProjectRequest, pk: int) -> HttpResponse:
    """End one of the person's own tokens."""
    found = _tokens(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    token_revoke(token=found, now=timezone.now())
    messages.success(request, _("The token “%(name)s” is ended.") % {"name": found.name})
    return redirect("data", request.project.slug)


def _import(request: ProjectRequest, form: ImportForm) -> Outcome:
    with laid_down(form.cleaned_data["uploads"]) as paths:
        return import_files(
            paths=paths, slug=request.project.slug, skip_bad=form.cleaned_data["skip_bad"], user=request.user
        )  # fmt: skip


def _refused(request: ProjectRequest, form: ImportForm, outcome: Outcome) -> HttpResponse:
    count = outcome.refused
    text = ngettext(
        "Nothing was imported: %(n)d row was refused.", "Nothing was imported: %(n)d rows were refused.", count
    )
    # Where an upload lay meanwhile is nobody's business.
    refusals = [replace(one, file=Path(one.file).name) for one in refusals_told(outcome.refusals)[:SHOWN]]
    context = _context(request, import_form=form, refusal=text % {"n": count}, refusals=refusals)
    return render(request, "ranking/data.html", context, status=400)


def _context(request: ProjectRequest, **extra: Any) -> dict[str, Any]:
    has_answers = Round.objects.answered().filter(project=request.project).exists()
    return {
        "import_form": ImportForm(),
        "token_form": TokenForm(),
        "exports": formats(shaped=False) if has_answers else [],
        "shaped": formats(shaped=True) if has_answers else [],
        "export_form": export_form(request) if has_answers else None,
        "imports": _imports(request.project),
        "tokens": _tokens(request).filter(revoked_at=None),
        "snippets": snippets_of(request.project, site=f"{request.scheme}://{request.get_host()}"),
        "now": timezone.now(),
        "stage": "data",
        **extra,
    }


def _imports(project: Project) -> Any:
    return ImportBatch.objects.filter(project=project, committed_at__isnull=False).select_related("created_by")[:50]


def _tokens(request: ProjectRequest) -> Any:
    return ApiToken.objects.filter(user=request.user, project=request.project)
