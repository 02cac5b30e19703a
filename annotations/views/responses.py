"""Responses and what was said of them: where every figure can be followed to its rows."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.forms.answers import FLAGS
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.responses import FILTERS, answers_about, response_of, responses_of
from annotations.selectors.sheets import level_words, rubric_questions, turns_of


@require_safe
@project_role(Role.REVIEWER)
def responses(request: ProjectRequest) -> HttpResponse:
    """The responses, narrowed by round, version, model, temperature, split or category."""
    chosen = {name: value for name in FILTERS if (value := request.GET.get(name, ""))}
    page = Paginator(responses_of(request.project, **chosen), 30).get_page(request.GET.get("page"))
    return render(request, "annotations/responses.html", {"page": page, "chosen": chosen, "stage": "rounds"})


@require_safe
@project_role(Role.REVIEWER)
def response(request: ProjectRequest, pk: int) -> HttpResponse:
    """One response with its item and every answer about it."""
    found = response_of(request.project, pk)
    if found is None:
        raise Http404
    context = {
        "response": found,
        "turns": turns_of(found.item),
        "answers": answers_about(found)[:100],
        "words": level_words(request.project),
        "labels": {int(one.field): one.label for one in rubric_questions(request.project)},
        "flags": FLAGS,
        "stage": "rounds",
    }
    return render(request, "annotations/response.html", context)
