"""Prompts and their versions, with what people made of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.materials import (
    counterfactual_sets,
    dimensions_of,
    items_by_split,
    primary_dimension,
    templates_of,
    version_of,
)
from annotations.telling import told
from annotations.views.prompts import preview_of
from ranking.selectors.changes import changes_of
from ranking.selectors.confirmations import confirmations_by_version, former_of
from ranking.selectors.held import gaps_against
from ranking.selectors.lineage import fit_newest_of, measured
from ranking.services.confirmations import version_serve
from ranking.views.lineage_words import lines_of

SETS_SHOWN = 5


@require_safe
@project_role(Role.REVIEWER)
def prompts(request: ProjectRequest) -> HttpResponse:
    """Templates with their lines of versions, the items, the counterfactual sets."""
    dimension = primary_dimension(request.project)
    sets = counterfactual_sets(request.project)
    context = {
        "lines": lines_of(request.project, templates_of(request.project), dimension),
        "dimension": dimension,
        "splits": items_by_split(request.project),
        "sets": sets[:SETS_SHOWN],
        "sets_count": sets.count(),
        "stage": "prompts",
    }
    return render(request, "ranking/prompts.html", context)


@require_safe
@project_role(Role.REVIEWER)
def version(request: ProjectRequest, name: str, number: int) -> HttpResponse:
    """One version: its text, what changed and on what evidence, and what it sends for a real item."""
    found = version_of(request.project, name, number)
    if found is None:
        raise Http404
    dimension = primary_dimension(request.project)
    context = {
        "shown": found,
        "template": found.template,
        "active": found.template.active_version_id == found.pk,
        "score": measured(fit_newest_of(request.project), dimension).get(str(found)),
        "dimension": dimension,
        "changes": changes_of(found),
        "labels": {one.name: str(one) for one in dimensions_of(request.project)},
        "children": found.children.select_related("template"),
        "rounds": found.rounds.order_by("number"),
        "tests": confirmations_by_version([found]).get(found.pk, []),
        "former": former_of(found),
        "comparable": found.template.versions.exclude(pk=found.pk).exists(),
        "against": gaps_against(found) if request.seat.at_least(Role.LEAD) else [],
        "activation": found.activations.select_related("by").first(),
        "stage": "prompts",
        **preview_of(request, found),
    }
    return render(request, "ranking/version.html", context)


@require_POST
@project_role(Role.LEAD)
def version_make_active(request: ProjectRequest, name: str, number: int) -> HttpResponse:
    """Serve this version from now on, whatever speaks against it."""
    found = version_of(request.project, name, number)
    if found is None:
        raise Http404
    against = version_serve(version=found, by=request.user, now=timezone.now())
    messages.success(request, _("%(version)s is the active version now.") % {"version": found})
    if against:
        messages.warning(request, _("It widens a bias gap: %(gap)s") % {"gap": told(against[0])})
    return redirect("version", request.project.slug, name, number)
