"""What annotators go by."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.permissions import Role, project_role
from annotations.selectors.sheets import rubric_questions
from annotations.selectors.teaching import examples_of
from annotations.views.requests import TaskRequest


@require_safe
@project_role(Role.ANNOTATOR)
def guidelines(request: TaskRequest) -> HttpResponse:
    """The guidelines, the rubric and the examples; to a script what a drawer shows of them."""
    context = guidelines_shown(request)
    if request.htmx:
        return render(request, "annotations/_guidelines.html", context)
    return render(request, "annotations/guidelines.html", context | {"stage": "guidelines"})


def guidelines_shown(request: TaskRequest) -> dict[str, Any]:
    """This function will gather what the guidelines show, for their page and for the drawer beside a task."""
    project, lead = request.project, request.seat.at_least(Role.LEAD)
    rubric = getattr(project, "rubric", None)
    return {
        "project": project,
        "role": request.seat.role,
        "questions": rubric_questions(project),
        "instructions": rubric.instructions if rubric else "",
        "examples": examples_of(project=project, practised_by=None if lead else request.user),
    }
