"""Experiments: a proposal tried on a judge, a search for a better version, and what came of either."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.forms.rounds import new_key
from annotations.jobs import ring
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.jobs import workers_alive
from annotations.services.errors import Refused
from ranking.forms.experiments import SearchForm, TrialForm
from ranking.forms.proposals import DecisionForm
from ranking.models import Experiment, ExperimentCall, Proposal
from ranking.proposers import PROPOSERS, ReflectiveProposer
from ranking.proposers.reflective.proposer import installed
from ranking.selectors.experiments import experiment_of, items_tried, trial_shown
from ranking.selectors.proposals import proposal_of
from ranking.services.experiments import experiment_cancel, experiment_retry, search_start, trial_start

REFLECTIONS = 50


@require_POST
@project_role(Role.LEAD)
def trial_new(request: ProjectRequest, pk: int) -> HttpResponse:
    """Try the edits as the form has them."""
    proposal = proposal_of(request.project, pk)
    if proposal is None:
        raise Http404
    form, edits = TrialForm(request.POST, proposal=proposal), DecisionForm(request.POST, proposal=proposal)
    if not form.is_valid() or not edits.is_valid():
        faults = [text for one in (form, edits) for texts in one.errors.values() for text in texts]
        messages.warning(request, " ".join(str(text) for text in faults))
        return redirect("proposal", request.project.slug, pk)
    is_open = proposal.state == Proposal.State.OPEN
    try:
        made = trial_start(
            proposal=proposal, by=request.user, now=timezone.now(), seed=new_key(),
            edits=edits.taken() if is_open else None, **form.cleaned_data,
        )  # fmt: skip
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("proposal", request.project.slug, pk)
    _ring(made)
    return redirect("proposal", request.project.slug, pk)


@require_safe
@project_role(Role.REVIEWER)
def trial_state(request: ProjectRequest, pk: int) -> HttpResponse:
    """How a proposal's newest trial stands, as a fragment."""
    proposal = proposal_of(request.project, pk)
    if proposal is None:
        raise Http404
    context = {"trial": trial_shown(proposal), "worker": bool(workers_alive(now=timezone.now()))}
    return render(request, "ranking/_trial.html", context)


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def search_new(request: ProjectRequest) -> HttpResponse:
    """What a search may use; sending it starts one."""
    form = SearchForm(request.POST or None, project=request.project)
    if request.method == "POST" and installed() and form.is_valid():
        try:
            made = search_start(
                proposer=PROPOSERS[ReflectiveProposer.name], by=request.user, now=timezone.now(), seed=new_key(),
                **form.cleaned_data,
            )  # fmt: skip
        except Refused as error:
            form.add_error(None, str(error))
        else:
            _ring(made)
            return redirect("experiment", request.project.slug, made.pk)
    context = {"form": form, "installed": installed(), "stage": "improve"}
    return render(request, "ranking/search_new.html", context)


@require_safe
@project_role(Role.REVIEWER)
def experiment(request: ProjectRequest, pk: int) -> HttpResponse:
    """Everything that was asked in it, and what was answered."""
    found = _experiment(request, pk)
    context = {
        "experiment": found,
        "tried": items_tried(found) if found.purpose == Experiment.Purpose.TRIAL else [],
        "reflections": found.calls.filter(kind=ExperimentCall.Kind.REFLECT).exclude(text="")[:REFLECTIONS],
        "worker": bool(workers_alive(now=timezone.now())),
        "stage": "improve",
    }
    return render(request, "ranking/experiment.html", context)


@require_POST
@project_role(Role.LEAD)
def experiment_cancelled(request: ProjectRequest, pk: int) -> HttpResponse:
    """No more is asked."""
    found = experiment_cancel(experiment=_experiment(request, pk), now=timezone.now())
    messages.success(request, _("It is cancelled. What was answered is kept, and it can go on."))
    return _back(request, found)


@require_POST
@project_role(Role.LEAD)
def experiment_resumed(request: ProjectRequest, pk: int) -> HttpResponse:
    """Go on from where it stood."""
    found = _experiment(request, pk)
    try:
        _ring(experiment_retry(experiment=found, now=timezone.now()))
    except Refused as error:
        messages.warning(request, str(error))
    return _back(request, found)


def _ring(made: Experiment) -> None:
    if made.job is not None:
        ring(made.job)


def _back(request: ProjectRequest, found: Experiment) -> HttpResponse:
    if found.purpose == Experiment.Purpose.TRIAL and found.proposal is not None:
        return redirect("proposal", request.project.slug, found.proposal.pk)
    return redirect("experiment", request.project.slug, found.pk)


def _experiment(request: ProjectRequest, pk: int) -> Experiment:
    found = experiment_of(request.project, pk)
    if found is None:
        raise Http404
    return found
