"""Responses and what was said of them: where every figure can be followed to its rows."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.forms.answers import FLAGS
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.response_filters import Choice, response_filters
from annotations.selectors.responses import FILTERS, SORTS, answers_about, response_of, responses_of, sorted_by
from annotations.selectors.sheets import level_words, rubric_questions, turns_of


@require_safe
@project_role(Role.REVIEWER)
def responses(request: ProjectRequest) -> HttpResponse:
    """The responses, narrowed by what they are and by what was said of them; with a dimension, their means beside."""
    chosen = {name: value for name in FILTERS if (value := request.GET.get(name, ""))}
    rows, sort = responses_of(request.project, **chosen), request.GET.get("sort", "")
    if sort in SORTS and "dimension" in chosen:
        rows = sorted_by(rows, sort)
    choices = response_filters(request.project, chosen, named=request.seat.at_least(Role.LEAD))
    context = {
        "page": Paginator(rows, 30).get_page(request.GET.get("page")),
        "chosen": chosen,
        "choices": choices,
        "menus": {one.name for one in choices},
        "badges": _badges(chosen, choices),
        "sort": sort,
        "stage": "rounds",
    }
    return render(request, "annotations/responses.html", context)


def _badges(chosen: dict[str, str], choices: list[Choice]) -> list[tuple[str, str, str]]:
    """(name in the address, label, value) of what the list is narrowed by, in the reader's words where there are."""
    menus = {one.name: one for one in choices}
    found = []
    for name, value in chosen.items():
        menu = menus.get(name)
        told = dict(menu.options).get(value, value) if menu else value
        # A rater that the menu does not hold goes by no name here.
        found.append((name, menu.label if menu else name, told))
    return found


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
