"""Exports, streamed: a format as it is, or rows to train on that are balanced and augmented."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.permissions import ProjectRequest, Role, project_role
from ranking.exporters import REGISTRY
from ranking.exporters.balancing import REPEAT, NothingToBalance
from ranking.exporters.base import Training
from ranking.exporters.card import card_text
from ranking.exporters.pipeline import PLAIN, TRAIN, Exported, OptionRefused, Options
from ranking.exporters.run import export_rows
from ranking.exporters.streaming import chunks, content_type, file_name
from ranking.forms.exports import ExportForm
from ranking.selectors.exports import RoundNotExportableError, balance_attributes

LONGEST_NUMBER = 18
SHAPED = [name for name, exporter in REGISTRY.items() if isinstance(exporter, Training)]
REFUSED = (RoundNotExportableError, OptionRefused, NothingToBalance)


@require_safe
@project_role(Role.REVIEWER)
def data_export(request: ProjectRequest, name: str) -> HttpResponseBase:
    """Stream one format, a few items in memory at a time; `?round=N` narrows it."""
    number = request.GET.get("round", "")
    if name not in REGISTRY or (number and not (number.isdecimal() and len(number) <= LONGEST_NUMBER)):
        raise Http404
    return _streamed(request, name, int(number) if number else None, PLAIN)


@require_safe
@project_role(Role.REVIEWER)
def data_shaped(request: ProjectRequest) -> HttpResponseBase:
    """Stream rows to train on as the form asks for them; with `card` the card that says what they are."""
    form = export_form(request, request.GET)
    if not form.is_valid():
        messages.error(request, _("Choose a format to train on, and what to balance by from the list."))
        return redirect("data", request.project.slug)
    given = form.cleaned_data
    name, number = given["format"], given["round"]
    options = Options(balance=given["balance"], way=given["way"] or REPEAT, augment=given["augment"])
    return (_card if "card" in request.GET else _streamed)(request, name, number, options)


def export_form(request: ProjectRequest, data: Any = None) -> ExportForm:
    """The form with the formats that rows are trained on in, and what they can be balanced by."""
    return ExportForm(data, formats=SHAPED, attributes=balance_attributes(request.project))


def _streamed(request: ProjectRequest, name: str, number: int | None, options: Options) -> HttpResponseBase:
    try:
        rows = export_rows(project=request.project, name=name, number=number, options=options, told=Exported())
    except REFUSED as error:
        messages.error(request, str(error))
        return redirect("data", request.project.slug)
    response = StreamingHttpResponse(chunks(name, rows), content_type=content_type(name))
    response["Content-Disposition"] = f'attachment; filename="{file_name(request.project.slug, name)}"'
    return response


def _card(request: ProjectRequest, name: str, number: int | None, options: Options) -> HttpResponseBase:
    """The card alone: its figures take one reading of all rows, none of which is kept."""
    told = Exported()
    try:
        for _row in export_rows(project=request.project, name=name, number=number, options=options, told=told):
            pass
    except REFUSED as error:
        messages.error(request, str(error))
        return redirect("data", request.project.slug)
    files = {TRAIN: Path(file_name(request.project.slug, name))}
    text = card_text(request.project, name, told, options, files, license="unknown")
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="README.md"'
    return response


def formats(*, shaped: bool) -> list[dict[str, Any]]:
    """The formats with a word on each: those to train on, or those that hold answers as they are."""
    words = {
        "ratings-csv": _("Every score, one row each, for tables."),
        "ratings-jsonl": _("Every score with its item and response; imports again."),
        "ratings-parquet": _("Every score in typed columns, for data frames."),
        "ballots-jsonl": _("Every order that people gave; imports again."),
        "trl-sft": _("Prompts with the answers people accepted, for fine-tuning."),
        "trl-dpo": _("Chosen and rejected answers, for preference training."),
        "trl-kto": _("Single answers that people want or do not, for KTO."),
        "trl-reward": _("Chosen and rejected answers with a margin, for reward models."),
        "openai-sft": _("Accepted answers as OpenAI’s fine-tuning takes them."),
        "openai-dpo": _("Preferences as OpenAI’s fine-tuning takes them."),
        "argilla": _("Records with everybody’s answers, for Argilla 2."),
    }
    return [{"name": name, "text": words.get(name, "")} for name in REGISTRY if (name in SHAPED) == shaped]
