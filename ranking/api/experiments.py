"""Trials of proposals and searches for better versions, over HTTP: started, read, cancelled, gone on with."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from annotations.api.reading import FAULTS, read
from annotations.api.rounds import LARGEST
from annotations.api.strict import StrictView
from annotations.forms.rounds import new_key
from annotations.jobs import ring
from annotations.models import Endpoint, Job, Project, Rater, Round
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.selectors.materials import endpoint_named, judges_of
from annotations.services.errors import Invalid
from ranking.models import Experiment
from ranking.proposers import PROPOSERS
from ranking.proposers.reflective.proposer import NotInstalled, installed
from ranking.selectors.experiments import experiment_of, experiments_of
from ranking.selectors.proposals import proposal_of
from ranking.selectors.trial_rules import trial_calls_of
from ranking.services.experiments import (
    experiment_cancel,
    experiment_retry,
    search_start,
    trial_rule_set,
    trial_start,
)
from ranking.services.experiments.searching import CALLS
from ranking.services.experiments.trials import ITEMS


class ExperimentSerializer(serializers.Serializer[Any]):
    """A trial or a search: what was planned, how far it is, what came of it."""

    id = serializers.IntegerField(source="pk")
    purpose = serializers.ChoiceField(choices=Experiment.Purpose.choices)
    proposer = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(source="job.state", choices=Job.State.choices, default=None, allow_null=True)
    message = serializers.CharField(source="job.message", default="", allow_blank=True)
    done = serializers.IntegerField(source="job.done", default=0, help_text="Calls so far.")
    total = serializers.IntegerField(source="job.total", default=0)
    template = serializers.CharField(source="base.template.name")
    version = serializers.IntegerField(source="base.number", help_text="The version that is to be edited.")
    proposal = serializers.IntegerField(source="proposal_id", allow_null=True)
    round = serializers.IntegerField(source="round.number", default=None, allow_null=True)
    endpoint = serializers.CharField(source="endpoint.name")
    judge = serializers.CharField(source="judge.name")
    reflecting = serializers.CharField(source="reflecting.name", default=None, allow_null=True)
    most_calls = serializers.IntegerField()
    most_tokens = serializers.IntegerField(allow_null=True)
    figures = serializers.DictField(
        help_text="Of a trial, by dimension: new less old in the judge's eyes, with a 95 % interval. Not people's word."
    )
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class TrialSerializer(serializers.Serializer[Any]):
    """Who answers, who judges, and on how many items of split develop."""

    endpoint = serializers.CharField()
    judge = serializers.CharField()
    items = serializers.IntegerField(min_value=1, max_value=LARGEST, default=ITEMS)
    samples = serializers.IntegerField(min_value=1, max_value=LARGEST, default=1)


class TrialRuleSerializer(serializers.Serializer[Any]):
    """How many calls one new proposal may use to be tried by itself; 0 for none."""

    most_calls = serializers.IntegerField(min_value=0, max_value=LARGEST)


class SearchSerializer(serializers.Serializer[Any]):
    """What a search may use."""

    round = serializers.IntegerField(min_value=1, max_value=LARGEST)
    endpoint = serializers.CharField()
    judge = serializers.CharField()
    reflecting = serializers.CharField(help_text="The endpoint of the model that rewrites the prompt.")
    most_calls = serializers.IntegerField(min_value=1, max_value=LARGEST, default=CALLS)
    most_tokens = serializers.IntegerField(
        min_value=1, max_value=LARGEST, required=False, allow_null=True, default=None
    )


class ProposerSerializer(serializers.Serializer[Any]):
    """A way to make proposals."""

    name = serializers.CharField()
    needs_models = serializers.BooleanField(help_text="Those that do are started as a search.")
    installed = serializers.BooleanField()


class ProposersView(StrictView):
    """The proposers of this site."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(responses={200: ProposerSerializer(many=True), 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """Ways to make proposals, and whether each can be used here."""
        rows = [
            {"name": name, "needs_models": one.needs_models, "installed": not one.needs_models or installed()}
            for name, one in PROPOSERS.items()
        ]
        return Response(ProposerSerializer(rows, many=True).data)


class ExperimentsView(StrictView):
    """A project's trials and searches."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(responses={200: ExperimentSerializer(many=True), 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """Trials of proposals and searches for better versions, the newest first."""
        return Response(ExperimentSerializer(experiments_of(request.seat.project), many=True).data)


class ExperimentView(StrictView):
    """One of them."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(responses={200: ExperimentSerializer, 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """How far it is, and what came of it."""
        return Response(ExperimentSerializer(_found(request, pk)).data)


class ExperimentActionView(StrictView):
    """What a lead does with them."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE


class TrialView(ExperimentActionView):
    """A proposal is tried."""

    @extend_schema(request=TrialSerializer, responses={201: ExperimentSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Let a judge score what old and new would answer. The trial that runs is given instead of a second one."""
        given, project = read(TrialSerializer, request), request.seat.project
        proposal = proposal_of(project, pk)
        if proposal is None:
            raise Http404(_("The project has no such proposal."))
        names = {"endpoint": given.pop("endpoint"), "judge": given.pop("judge")}
        made = trial_start(
            proposal=proposal, by=request.user, now=timezone.now(), seed=new_key(), **named(project, names), **given
        )
        return _started(request, made)


class TrialRuleView(StrictView):
    """What trials that start by themselves may use."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(responses={200: TrialRuleSerializer, 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """How many calls one new proposal may use to be tried by itself."""
        return Response({"most_calls": trial_calls_of(request.seat.project)})

    @extend_schema(request=TrialRuleSerializer, responses={200: TrialRuleSerializer, **FAULTS})
    def put(self, request: ProjectApiRequest, slug: str) -> Response:
        """Say so; 0 for none."""
        most = read(TrialRuleSerializer, request)["most_calls"]
        rule = trial_rule_set(project=request.seat.project, most_calls=most, by=request.user, now=timezone.now())
        return Response({"most_calls": rule.most_calls})


class SearchesView(ExperimentActionView):
    """A search is started."""

    @extend_schema(request=SearchSerializer, responses={201: ExperimentSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Let a model reflect on what people said of a finished round, and rewrite the prompt, within a budget."""
        given, project = read(SearchSerializer, request), request.seat.project
        if not installed():
            raise NotInstalled(_("Install it with: pip install -r requirements-gepa.txt"))
        number = given.pop("round")
        round = Round.objects.visible().filter(project=project, number=number).first()
        if round is None:
            raise Http404(_("The project has no round %(number)d.") % {"number": number})
        names = {name: given.pop(name) for name in ("endpoint", "judge", "reflecting")}
        made = search_start(
            round=round, proposer=PROPOSERS["reflective"], by=request.user, now=timezone.now(), seed=new_key(),
            **named(project, names), **given,
        )  # fmt: skip
        return _started(request, made)


class ExperimentCancelView(ExperimentActionView):
    """No more."""

    @extend_schema(request=None, responses={200: ExperimentSerializer, 404: FAULTS[404]})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Ask no more. What was answered is kept, and it can go on."""
        experiment_cancel(experiment=_found(request, pk), now=timezone.now())
        return Response(ExperimentSerializer(_found(request, pk)).data)


class ExperimentResumeView(ExperimentActionView):
    """On."""

    @extend_schema(request=None, responses={200: ExperimentSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Go on with what failed or was cancelled, from where it stood."""
        made = experiment_retry(experiment=_found(request, pk), now=timezone.now())
        if made.job is not None:
            ring(made.job)
        return Response(ExperimentSerializer(_found(request, pk)).data)


def named(project: Project, names: dict[str, str]) -> dict[str, Any]:
    """{field: row} of endpoints and judges by name; raises Invalid naming the fields that are not there."""
    found: dict[str, Endpoint | Rater | None] = {}
    for field, name in names.items():
        if field == "judge":
            found[field] = judges_of(project, running=True).filter(name=name).first()
        else:
            found[field] = endpoint_named(project, name)
    if faults := {field: _("There is none of this name.") for field, row in found.items() if row is None}:
        raise Invalid(faults)
    return found


def _started(request: ProjectApiRequest, made: Experiment) -> Response:
    if made.job is not None:
        ring(made.job)
    return Response(ExperimentSerializer(_found(request, made.pk)).data, status=status.HTTP_201_CREATED)


def _found(request: ProjectApiRequest, pk: int) -> Experiment:
    found = experiment_of(request.seat.project, pk)
    if found is None:
        raise Http404(_("The project has no such trial or search."))
    return found
