"""Counterfactual sets: what there is, what would be made, and the tables of words."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from annotations.forms.counterfactuals import CounterfactualForm, WordTableForm
from annotations.models import WordTable
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.materials import counterfactual_sets
from annotations.selectors.seeds import items_to_vary
from annotations.selectors.word_tables import attributes_offered, tables_chosen, tables_offered
from annotations.services.counterfactuals import (
    MadeSets,
    Recipe,
    Seed,
    counterfactuals_make,
    counterfactuals_plan,
    seed_of_item,
    seed_of_text,
)
from annotations.services.word_tables import word_table_remove, word_table_save
from annotations.telling import told
from annotations.variants.tables import TableError
from annotations.variants.uploads import LARGEST

PAGE = "annotations/counterfactuals.html"


@require_http_methods(["GET", "HEAD", "POST"])
@project_role(Role.LEAD)
def counterfactuals(request: ProjectRequest) -> HttpResponse:
    """Look at the sets; say what would be made (`preview`), or store it (`store`)."""
    form = _form(request, request.POST or None)
    if request.method != "POST":
        return render(request, PAGE, _context(request, form))
    if not form.is_valid():
        return render(request, PAGE, _context(request, form), status=400)
    recipe = _recipe(request, form)
    seeds = _seeds(request, form, recipe)
    if "store" in request.POST:
        _told(request, counterfactuals_make(project=request.project, seeds=seeds, recipe=recipe))
        return redirect("counterfactuals", request.project.slug)
    plan = counterfactuals_plan(project=request.project, seeds=seeds, recipe=recipe)
    fresh = sum(not one.present and one.fault is None for one in plan)
    return render(request, PAGE, _context(request, form, plan=plan, fresh=fresh))


@require_POST
@project_role(Role.LEAD)
def word_table_new(request: ProjectRequest) -> HttpResponse:
    """Take a table from a file, or say what is wrong with it."""
    form = WordTableForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, PAGE, _context(request, _form(request), table_form=form), status=400)
    upload = form.cleaned_data["file"]
    try:
        made = word_table_save(
            project=request.project, data=upload.read(LARGEST + 1), file_name=upload.name, by=request.user,
            now=timezone.now(),
        )  # fmt: skip
    except TableError as error:
        form.add_error("file", told(error.args[0]))
        return render(request, PAGE, _context(request, _form(request), table_form=form), status=400)
    messages.success(request, _("The table %(name)s is here.") % {"name": made.name})
    return redirect("counterfactuals", request.project.slug)


@require_POST
@project_role(Role.LEAD)
def word_table_end(request: ProjectRequest, pk: int) -> HttpResponse:
    """Remove a table of the project's own."""
    table = WordTable.objects.filter(project=request.project, pk=pk).first()
    if table is None:
        raise Http404
    word_table_remove(table=table)
    messages.success(request, _("The table %(name)s is removed. Sets made of it stay.") % {"name": table.name})
    return redirect("counterfactuals", request.project.slug)


def _form(request: ProjectRequest, data: Any = None) -> CounterfactualForm:
    tables = [one.table for one in tables_offered(request.project)]
    first = (request.project.languages or ["en"])[0]
    return CounterfactualForm(
        data, tables=tables, attributes=attributes_offered(request.project), initial={"language": first}
    )


def _recipe(request: ProjectRequest, form: CounterfactualForm) -> Recipe:
    given = form.cleaned_data
    tables = tables_chosen(request.project, given["language"], given["tables"])
    return Recipe(given["attribute"], tuple(tables), given["values"], given["hold"], given["language"])


def _seeds(request: ProjectRequest, form: CounterfactualForm, recipe: Recipe) -> list[Seed]:
    given = form.cleaned_data
    seeds = [seed_of_text(text, category=given["category"], split=given["split"]) for text in given["texts"]]
    if given["from_split"]:
        found = items_to_vary(
            request.project, tables=recipe.tables, attribute=recipe.attribute, split=given["from_split"],
            language=recipe.language,
        )  # fmt: skip
        seeds += [seed_of_item(item, text) for item, text in found]
    return seeds


def _told(request: ProjectRequest, made: MadeSets) -> None:
    n = len(made.added)
    if n:
        messages.success(request, ngettext("%(n)d set is stored.", "%(n)d sets are stored.", n) % {"n": n})
    if made.present:
        present = ngettext("%(n)d stood already.", "%(n)d stood already.", made.present) % {"n": made.present}
        messages.info(request, present)
    for one in made.faults[:1]:
        messages.error(request, told(one.fault or ""))


def _context(request: ProjectRequest, form: CounterfactualForm, **extra: Any) -> dict[str, Any]:
    sets = counterfactual_sets(request.project).order_by("-pk")
    return {
        "form": form,
        "table_form": WordTableForm(),
        "page": Paginator(sets, 20).get_page(request.GET.get("page")),
        "offered": tables_offered(request.project),
        "stage": "prompts",
        **extra,
    }
