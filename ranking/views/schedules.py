"""The schedule of a project: when rounds open by themselves, when this ends, and what it did."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.permissions import ProjectRequest, Role, project_role
from annotations.services.errors import Invalid
from annotations.telling import percent
from ranking.forms.schedules import ScheduleForm
from ranking.selectors.schedules import entries_of, facts_of, schedule_of
from ranking.services.schedules import schedule_set


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def schedule(request: ProjectRequest) -> HttpResponse:
    """The form, how things stand for it, and the log of what it did."""
    found, now = schedule_of(request.project), timezone.now()
    form = ScheduleForm(request.POST or None, instance=found, project=request.project)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect("schedule", request.project.slug)
    # What the form wrote onto its row is not what is stored.
    stored = schedule_of(request.project)
    facts = facts_of(stored, now=now)
    context = {
        "form": form,
        "schedule": stored,
        "facts": facts,
        "flip": None if facts.flip is None else percent(facts.flip, 1),
        "entries": entries_of(request.project)[:50],
        "stage": "rounds",
    }
    return render(request, "ranking/schedule.html", context, status=400 if form.errors else 200)


def _saved(request: ProjectRequest, form: ScheduleForm) -> bool:
    try:
        made = schedule_set(
            project=request.project, enabled=form.cleaned_data["enabled"], terms=form.terms(), by=request.user,
            now=timezone.now(),
        )  # fmt: skip
    except Invalid as error:
        for name, text in error.fields.items():
            form.add_error(name, text)
        return False
    messages.success(
        request, _("Rounds open by themselves from now on.") if made.enabled else _("No round opens by itself.")
    )
    return True
