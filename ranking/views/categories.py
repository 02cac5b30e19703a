"""How texts get their categories."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.jobs import ring
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.services.errors import Invalid
from ranking.charts.temperatures import category_name
from ranking.forms.temperatures import CategoriesForm
from ranking.selectors.categories import categories_of, category_of, classifier_newest, settings_of
from ranking.services.categories import category_settings_set, classifier_request

LONGEST_TRY = 20_000


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def categories(request: ProjectRequest) -> HttpResponse:
    """Rules, the classifier's figures, and a text to try them on."""
    settings = settings_of(request.project)
    initial = {"rules": CategoriesForm.written(settings.rules), "threshold": settings.threshold} if settings else {}
    form = CategoriesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _set(request, form):
        return redirect("categories", request.project.slug)
    text, language = request.GET.get("text", "")[:LONGEST_TRY], request.GET.get("language", "")[:16]
    tried = category_of(project=request.project, text=text, language=language) if text.strip() else None
    context = {
        "form": form,
        "categories": categories_of(request.project),
        "classifier": classifier_newest(request.project),
        "text": text,
        "language": language,
        "tried": tried,
        "tried_name": category_name(tried.category) if tried else "",
        "stage": "prompts",
    }
    return render(request, "ranking/categories.html", context)


@require_POST
@project_role(Role.LEAD)
def classifier_trained(request: ProjectRequest) -> HttpResponse:
    """Train a classifier on the items as they are now."""
    ring(classifier_request(project=request.project, by=request.user, now=timezone.now()))
    messages.success(request, _("The classifier is being trained. Its figures stand here in a moment."))
    return redirect("categories", request.project.slug)


def _set(request: ProjectRequest, form: CategoriesForm) -> bool:
    rules, threshold = form.cleaned_data["rules"], form.cleaned_data["threshold"]
    try:
        category_settings_set(
            project=request.project, rules=rules, threshold=threshold, by=request.user, now=timezone.now()
        )
    except Invalid as error:
        for name, text in error.fields.items():
            form.add_error(name if name in form.fields else "rules", text)
        return False
    messages.success(request, _("The rules are kept."))
    return True
