"""Judges: how far each agrees with people, where it is biased, and whether it may stand in for one."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from annotations.models import Project, Rater
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.materials import dimensions_of, judges_of
from annotations.services.errors import Invalid
from ranking.forms.rules import RuleForm
from ranking.models import Fit
from ranking.selectors.lineage import fit_newest_of
from ranking.services.rules import judge_rule_set
from ranking.views.judge_page import PAIRS, Judgement, judgement_of, page_of

# How what a judge says is mapped to people; an export of a newer release may name another.
METHODS = {
    "constant": gettext_lazy("people’s mean"),
    "identity": gettext_lazy("as it is"),
    "linear": gettext_lazy("linear"),
    "ridge": gettext_lazy("linear, all dimensions"),
    "ordinal": gettext_lazy("ordinal"),
    "isotonic": gettext_lazy("isotonic"),
    "even": gettext_lazy("even chances"),
    "position": gettext_lazy("who stood first"),
    "verdict": gettext_lazy("verdict"),
    "difference": gettext_lazy("difference of scores"),
    "verdict_position": gettext_lazy("verdict and who stood first"),
    "distance_position": gettext_lazy("places apart and who stood first"),
}


@require_safe
@project_role(Role.REVIEWER)
def judges(request: ProjectRequest) -> HttpResponse:
    """Every judge of the project beside what the newest fit says of it."""
    fit = fit_newest_of(request.project)
    context = {
        "judges": [_judge(judge, fit) for judge in _by_name(request.project)],
        "fit": fit,
        "labels": _labels(request.project),
        "methods": METHODS,
        "report": fit.report if fit else {},
        "stage": "report",
    }
    return render(request, "ranking/judges.html", context)


@require_safe
@project_role(Role.REVIEWER)
def judge(request: ProjectRequest, pk: int) -> HttpResponse:
    """One judge on one dimension (`?on=`), or on comparisons."""
    page = judgement_of(request.project, _rater(request, pk), request.GET.get("on", ""))
    return _shown(request, page, _form(page))


@require_POST
@project_role(Role.LEAD)
def judge_ruled(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say how sure the judge must be to decide alone."""
    page = judgement_of(request.project, _rater(request, pk), request.POST.get("on", ""))
    form = RuleForm(request.POST, shares=bool(page.chosen and page.chosen.pairs))
    if page.chosen is None or not form.is_valid():
        return _shown(request, page, form)
    try:
        judge_rule_set(
            project=request.project, judge=page.judge.name, now=timezone.now(), set_by=request.user,
            dimension=None if page.chosen.pairs else page.chosen.dimension, **form.rule(),
        )  # fmt: skip
    except Invalid as error:
        for name, text in error.fields.items():
            form.add_error(name, text)
        return _shown(request, page, form)
    messages.success(
        request, _("The rule is saved. Mappings that are applied obey at once, figures when they are computed next.")
    )
    return redirect(f"{reverse('judge', args=[request.project.slug, pk])}?{urlencode({'on': page.chosen.value})}")


def _shown(request: ProjectRequest, page: Judgement, form: RuleForm) -> HttpResponse:
    context = {
        "judge": page.judge,
        "fit": page.fit,
        "choices": page.choices,
        "chosen": page.chosen,
        "form": form,
        "methods": METHODS,
        "labels": _labels(request.project),
        "stage": "report",
        "open_form": form.is_bound,
        **page_of(page),
    }
    return render(request, "ranking/judge.html", context)


def _form(page: Judgement) -> RuleForm:
    rule, shares = page.rule, bool(page.chosen and page.chosen.pairs)
    width = round(100 * rule.half_width, 4) if shares else rule.half_width
    return RuleForm(initial={"half_width": f"{width:g}", "epsilon": f"{rule.epsilon:g}"}, shares=shares)


def _rater(request: ProjectRequest, pk: int) -> Rater:
    return get_object_or_404(judges_of(request.project), pk=pk)


def _labels(project: Project) -> dict[str, str]:
    return {one.name: str(one) for one in dimensions_of(project)} | {"comparisons": _("Comparisons")}


def _by_name(project: Project) -> list[Rater]:
    """One rater of each name: a report knows judges by name."""
    found: dict[str, Rater] = {}
    for one in judges_of(project).order_by("name", "pk"):
        found.setdefault(one.name, one)
    return list(found.values())


def _judge(judge: Rater, fit: Fit | None) -> dict[str, Any]:
    if fit is None:
        return {"judge": judge}
    report = fit.report
    pairwise = {
        name: row
        for name, row in report["judge_pairwise"].items()
        if name == judge.name or name.startswith(f"{judge.name}/")
    }
    audits = [row for row in report["audits"] if row["of"] in (judge.name, *pairwise)]
    preferences = {key: row for key, row in report.get("preferences", {}).items() if row["judge"] == judge.name}
    return {
        "judge": judge,
        "dimensions": report["judges"].get(judge.name, {}),
        "pairwise": pairwise,
        "preferences": preferences,
        "pairs": PAIRS,
        "by_scores": {key: row for key, row in preferences.items() if row["source"] == "scores"},
        "gates": list(_gates(report, [judge.name, *pairwise, *preferences])),
        "clear": [row for row in audits if _is_clear(row)],
        "unclear": [row for row in audits if not _is_clear(row)],
    }


def _is_clear(audit: dict[str, Any]) -> bool:
    return audit["p_adjusted"] is not None and audit["p_adjusted"] < 0.05


def _gates(report: dict[str, Any], keys: list[str]) -> list[dict[str, Any]]:
    """Whether it may stand in, by dimension and by what it said of pairs; an older fit has the test alone.

    What is said of several in the same words is said once.
    """
    found: dict[str, bool | None] = {}
    for key in dict.fromkeys(keys):
        for row in report["alt_test"].get(key, {}).values():
            found.setdefault(row.get("gate", row["reason"]), row.get("may_stand_in", row["passes"]))
    return [{"may": may, "words": words} for words, may in found.items()]
