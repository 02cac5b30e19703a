"""What annotators go by."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.sheets import rubric_questions


@require_safe
@project_role(Role.ANNOTATOR)
def guidelines(request: ProjectRequest) -> HttpResponse:
    """The guidelines and the rubric, in the reader's language."""
    rubric = getattr(request.project, "rubric", None)
    context = {
        "project": request.project,
        "role": request.seat.role,
        "stage": "guidelines",
        "questions": rubric_questions(request.project),
        "instructions": rubric.instructions if rubric else "",
    }
    return render(request, "annotations/guidelines.html", context)
