"""Improve: proposals made, read, and decided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.models import PromptTemplate, Round
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.jobs import workers_alive
from annotations.selectors.materials import (
    counterfactual_sets,
    dimensions_of,
    primary_dimension,
    templates_of,
    version_of,
)
from annotations.services.errors import Invalid, Refused
from ranking.forms.experiments import TrialForm, TrialRuleForm
from ranking.forms.proposals import DecisionForm, GapRuleForm, OwnEditForm
from ranking.jobs import try_proposal
from ranking.models import Experiment, Proposal
from ranking.proposers import PROPOSERS, OwnEdit
from ranking.selectors.changes import edit_lines
from ranking.selectors.confirmations import confirmations_by_version, confirmations_of
from ranking.selectors.experiments import experiments_of, trial_shown, trials_started
from ranking.selectors.gap_rules import gap_margin_of, gap_rule_of
from ranking.selectors.proposals import proposal_of, proposals_of, rounds_to_propose_from
from ranking.selectors.trial_rules import trial_calls_of, trial_rule_of
from ranking.services.edits import edits_warned, version_warned
from ranking.services.experiments import trial_at_hand, trial_rule_set
from ranking.services.experiments.questions import fields_of
from ranking.services.gap_rules import gap_rule_set
from ranking.services.proposals import proposal_accept, proposal_make, proposal_own, proposal_reject
from ranking.views.lineage_words import lines_of
from ranking.views.plan_words import WIDE


@require_safe
@project_role(Role.REVIEWER)
def improve(request: ProjectRequest) -> HttpResponse:
    """What waits for a decision, what was decided, and rounds to make a proposal from."""
    return render(request, "ranking/improve.html", _improve(request))


@require_POST
@project_role(Role.LEAD)
def proposal_new(request: ProjectRequest) -> HttpResponse:
    """Make a proposal from the round that was chosen."""
    number = request.POST.get("round", "")
    rows = Round.objects.visible().filter(project=request.project)
    round = rows.filter(number=int(number)).first() if number.isdecimal() and len(number) <= 18 else None
    proposer = PROPOSERS.get(request.POST.get("proposer", "plain"))
    if round is None or proposer is None or proposer.needs_models:
        raise Http404
    try:
        made = proposal_make(
            project=request.project, round=round, by=request.user, now=timezone.now(), seed=round.seed,
            proposer=proposer,
        )  # fmt: skip
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("improve", request.project.slug)
    try_proposal(proposal=made, by=request.user)
    return redirect("proposal", request.project.slug, made.pk)


@require_http_methods(["GET", "POST"])
@project_role(Role.REVIEWER)
def edit_new(request: ProjectRequest, name: str, number: int) -> HttpResponse:
    """A person's own edit of a version: reviewers and leads write it, a lead decides."""
    base = version_of(request.project, name, number)
    if base is None or base.template.purpose != PromptTemplate.Purpose.ANSWER:
        raise Http404
    form = OwnEditForm(request.POST or None, base=base)
    if request.method == "POST" and form.is_valid():
        own = OwnEdit(
            base=fields_of(base), written=form.content(), why=form.cleaned_data["note"], by=str(request.user),
            cited=form.cleaned_data["cited"],
        )  # fmt: skip
        try:
            made = proposal_own(base=base, proposer=own, by=request.user, now=timezone.now())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            if request.seat.at_least(Role.LEAD):
                try_proposal(proposal=made, by=request.user)
            return redirect("proposal", request.project.slug, made.pk)
    context = {"form": form, "template": base.template, "base": base, "stage": "improve"}
    return render(request, "ranking/edit_new.html", context)


@require_POST
@project_role(Role.LEAD)
def gap_rule(request: ProjectRequest) -> HttpResponse:
    """Say from where on a bias gap matters."""
    form = GapRuleForm(request.POST)
    if not form.is_valid():
        return render(request, "ranking/improve.html", _improve(request, gap_form=form), status=400)
    gap_rule_set(project=request.project, margin=form.margin(), by=request.user, now=timezone.now())
    messages.success(request, _("From now on a gap of %(percent)g %% of the scale matters.") % {
        "percent": form.cleaned_data["percent"]
    })  # fmt: skip
    if form.margin() > WIDE:
        messages.warning(
            request, _("That is more than half of the scale: hardly any gap will hold a version, or fail a test.")
        )
    return redirect("improve", request.project.slug)


@require_POST
@project_role(Role.LEAD)
def trial_rule(request: ProjectRequest) -> HttpResponse:
    """Say what new proposals may use to be tried by themselves."""
    form = TrialRuleForm(request.POST)
    if not form.is_valid():
        return render(request, "ranking/improve.html", _improve(request, trial_form=form), status=400)
    most = form.cleaned_data["most_calls"]
    trial_rule_set(project=request.project, most_calls=most, by=request.user, now=timezone.now())
    told = _("New proposals are tried by themselves from now on.") if most else _("No trial starts by itself any more.")
    messages.success(request, told)
    return redirect("improve", request.project.slug)


@require_safe
@project_role(Role.REVIEWER)
def proposal(request: ProjectRequest, pk: int) -> HttpResponse:
    """Every edit beside its evidence."""
    return _page(request, _proposal(request, pk))


@require_POST
@project_role(Role.LEAD)
def proposal_decided(request: ProjectRequest, pk: int) -> HttpResponse:
    """Accept (what was taken, as it was reworded) or reject."""
    found = _proposal(request, pk)
    form = DecisionForm(request.POST, proposal=found)
    if not form.is_valid():
        return _page(request, found, form)
    reason, now = form.cleaned_data["reason"], timezone.now()
    try:
        if request.POST.get("decision") == "reject":
            proposal_reject(proposal=found, by=request.user, reason=reason, now=now)
            messages.success(request, _("The proposal is rejected, and the reason kept."))
            return redirect("improve", request.project.slug)
        version = proposal_accept(proposal=found, edits=form.taken(), by=request.user, reason=reason, now=now)
    except (Refused, Invalid) as error:
        messages.error(request, str(error))
        return _page(request, found, form)
    messages.success(request, _("%(version)s is written. The next round can test it.") % {"version": version})
    for text in version_warned(version.system, version.user_text):
        messages.warning(request, text)
    return redirect("version", request.project.slug, version.template.name, version.number)


def _improve(request: ProjectRequest, **extra: Any) -> dict[str, Any]:
    found = list(proposals_of(request.project).prefetch_related(trials_started()))
    rule, dimension = gap_rule_of(request.project), primary_dimension(request.project)
    rounds = rounds_to_propose_from(request.project)
    answering = templates_of(request.project, purpose=PromptTemplate.Purpose.ANSWER)
    return {
        "lines": lines_of(request.project, answering, dimension),
        "dimension": dimension,
        "waiting": [one for one in found if one.state == Proposal.State.OPEN],
        "decided": [one for one in found if one.state != Proposal.State.OPEN],
        "rounds": rounds,
        "searches": list(experiments_of(request.project).filter(purpose=Experiment.Purpose.SEARCH)[:5]),
        "tests": confirmations_of(request.project),
        "has_sets": counterfactual_sets(request.project).exists(),
        "gap_rule": rule,
        "trial_rule": trial_rule_of(request.project),
        "trial_form": TrialRuleForm(initial={"most_calls": trial_calls_of(request.project)}),
        "at_hand": trial_at_hand(project=request.project, round=rounds[0] if rounds else None),
        "gap_form": GapRuleForm(initial={"percent": f"{100 * gap_margin_of(request.project):.4g}"}),
        "stage": "improve",
        **extra,
    }


def _page(request: ProjectRequest, found: Proposal, form: DecisionForm | None = None) -> HttpResponse:
    form = form or DecisionForm(proposal=found)
    rows: list[dict[str, Any]] = [{**row, "lines": edit_lines(row["edit"], found.base)} for row in form.rows]
    context = {
        "proposal": found,
        "form": form,
        "rows": rows,
        "gain": found.predicted_gain or {},
        "warnings": edits_warned(found.base, found.edits) if found.state == Proposal.State.OPEN else [],
        "trial": trial_shown(found),
        "labels": {one.name: str(one) for one in dimensions_of(request.project)},
        "trial_form": TrialForm(proposal=found),
        "worker": bool(workers_alive(now=timezone.now())),
        "is_open": found.state == Proposal.State.OPEN,
        "may_decide": request.seat.at_least(Role.LEAD) and found.state == Proposal.State.OPEN,
        "tests": confirmations_by_version([found.version]).get(found.version.pk, []) if found.version else [],
        "stage": "improve",
    }
    return render(request, "ranking/proposal.html", context)


def _proposal(request: ProjectRequest, pk: int) -> Proposal:
    found = proposal_of(request.project, pk)
    if found is None:
        raise Http404
    return found
