"""Proposals: read, accepted, rejected."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from annotations.api.reading import FAULTS, found_or_404, read
from annotations.api.rounds import LARGEST, round_or_404
from annotations.api.strict import StrictView
from annotations.models import PromptTemplate
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.selectors.materials import version_of
from annotations.services.errors import Invalid
from ranking.forms.proposals import MOST_CITED
from ranking.jobs import try_proposal
from ranking.models import Proposal
from ranking.proposers import PROPOSERS, OwnEdit
from ranking.selectors.experiments import trials_finished
from ranking.services.edits import edits_warned, version_warned
from ranking.services.experiments.questions import fields_of
from ranking.services.proposals import proposal_accept, proposal_make, proposal_own, proposal_reject


class ProposalSerializer(serializers.Serializer[Any]):
    """Edits to a version, each with its evidence, and what was decided."""

    id = serializers.IntegerField(source="pk")
    state = serializers.ChoiceField(choices=Proposal.State.choices)
    template = serializers.CharField(source="base.template.name")
    version = serializers.IntegerField(source="base.number", help_text="The version that is to be edited.")
    round = serializers.IntegerField(source="round.number", default=None, allow_null=True)
    proposer = serializers.CharField()
    edits = serializers.ListField(child=serializers.DictField())
    predicted_gain = serializers.DictField(allow_null=True, help_text="What people's scores foretell.")
    judged_gain = serializers.DictField(
        source="newest_trial.figures", default=None, allow_null=True,
        help_text="What a judge says of it in its newest trial. It is not people's word.",
    )  # fmt: skip
    new_version = serializers.IntegerField(source="version.number", default=None, allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    warnings = serializers.SerializerMethodField(help_text="What to know of the version that its edits would make.")
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)

    def get_warnings(self, proposal: Proposal) -> list[str]:
        """Of an open proposal; what was decided is read at the version."""
        return edits_warned(proposal.base, proposal.edits) if proposal.state == Proposal.State.OPEN else []


class AcceptSerializer(serializers.Serializer[Any]):
    """Why, if there is something to say."""

    reason = serializers.CharField(allow_blank=True, default="")


class RejectSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField()


class VersionNumberSerializer(serializers.Serializer[Any]):
    """A version of a template."""

    template = serializers.CharField()
    version = serializers.IntegerField()
    warnings = serializers.ListField(child=serializers.CharField(), help_text="What to know before it is served.")


class ProposeSerializer(serializers.Serializer[Any]):
    """From which finished round."""

    round = serializers.IntegerField(min_value=1, max_value=LARGEST)


class ContentSerializer(serializers.Serializer[Any]):
    """A version as somebody would have it; what is not given stays as it is."""

    system = serializers.CharField(allow_blank=True, trim_whitespace=False, required=False)
    user_text = serializers.CharField(trim_whitespace=False, required=False)
    principles = serializers.ListField(child=serializers.CharField(), required=False)
    exemplars = serializers.ListField(child=serializers.DictField(), required=False)
    output_format = serializers.DictField(required=False)
    temperature = serializers.FloatField(min_value=0, max_value=2, allow_null=True, required=False)


class OwnEditSerializer(serializers.Serializer[Any]):
    """A person's own edit of a version, why, and the responses that speak for it."""

    content = ContentSerializer()
    reason = serializers.CharField()
    cited = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST), default=list, max_length=MOST_CITED,
        help_text="Responses on split develop of the newest finished round that tried the version.",
    )  # fmt: skip


class ProposalsView(StrictView):
    """A project's proposals."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(responses={200: ProposalSerializer(many=True), 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """Proposals, the newest first."""
        rows = Proposal.objects.filter(project=request.seat.project)
        rows = rows.select_related("base__template", "round", "version").prefetch_related(trials_finished())
        return Response(ProposalSerializer(rows, many=True).data)

    @extend_schema(request=ProposeSerializer, responses={201: ProposalSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Make a proposal from a finished round without a model: from the rubric and what people said.

        Where the project lets it, its trial by a judge starts by itself: see `trial-rule/` and `experiments/`.
        """
        project = request.seat.project
        number = read(ProposeSerializer, request)["round"]
        round = round_or_404(request, number)
        made = proposal_make(
            project=project, round=round, by=request.user, now=timezone.now(), seed=round.seed,
            proposer=PROPOSERS["plain"],
        )  # fmt: skip
        try_proposal(proposal=made, by=request.user)
        return Response(ProposalSerializer(made).data, status=status.HTTP_201_CREATED)


class OwnEditView(StrictView):
    """A person's own edit."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.MANAGE

    @extend_schema(request=OwnEditSerializer, responses={201: ProposalSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, name: str, number: int) -> Response:
        """Propose an edit of your own: what differs from the version becomes edits, which a lead decides."""
        given = read(OwnEditSerializer, request)
        base = version_of(request.seat.project, name, number)
        if base is None or base.template.purpose != PromptTemplate.Purpose.ANSWER:
            raise Http404(_("The project has no such version of a template for answers."))
        check_exemplars(given["content"].get("exemplars", []))
        fields = fields_of(base)
        own = OwnEdit(
            base=fields, written={**fields, **given["content"]}, why=given["reason"], by=str(request.user),
            cited=given["cited"],
        )  # fmt: skip
        made = proposal_own(base=base, proposer=own, by=request.user, now=timezone.now())
        if request.seat.at_least(Role.LEAD):
            try_proposal(proposal=made, by=request.user)
        return Response(ProposalSerializer(made).data, status=status.HTTP_201_CREATED)


def check_exemplars(exemplars: Sequence[Mapping[str, Any]]) -> None:
    """Raise Invalid unless each has an input and an output as text."""
    if not all(isinstance(one.get(part), str) for one in exemplars for part in ("input", "output")):
        raise Invalid({"content": _("Every exemplar has an input and an output.")})


class ProposalActionView(StrictView):
    """What a lead decides."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE


class ProposalAcceptView(ProposalActionView):
    """Yes."""

    @extend_schema(request=AcceptSerializer, responses={201: VersionNumberSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Accept a proposal: its edits become the template's next version. It is not served until it is activated."""
        given = read(AcceptSerializer, request)
        proposal = proposal_of(request, pk)
        version = proposal_accept(proposal=proposal, by=request.user, reason=given["reason"], now=timezone.now())
        body: dict[str, Any] = {"template": proposal.base.template.name, "version": version.number}
        body["warnings"] = version_warned(version.system, version.user_text)
        return Response(body, status=status.HTTP_201_CREATED)


class ProposalRejectView(ProposalActionView):
    """No."""

    @extend_schema(request=RejectSerializer, responses={200: ProposalSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Turn a proposal down, saying why."""
        given = read(RejectSerializer, request)
        proposal = proposal_of(request, pk)
        proposal = proposal_reject(proposal=proposal, by=request.user, reason=given["reason"], now=timezone.now())
        return Response(ProposalSerializer(proposal).data)


def proposal_of(request: ProjectApiRequest, pk: int) -> Proposal:
    """This function will find a proposal of the request's project."""
    rows = Proposal.objects.select_related("base__template", "round", "version")
    return found_or_404(rows, _("The project has no such proposal."), project=request.seat.project, pk=pk)
