"""Proposals: read, accepted, rejected."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.api.reading import FAULTS, read
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from ranking.models import Proposal
from ranking.services.proposals import proposal_accept, proposal_reject


class ProposalSerializer(serializers.Serializer[Any]):
    """Edits to a version, each with its evidence, and what was decided."""

    id = serializers.IntegerField(source="pk")
    state = serializers.ChoiceField(choices=Proposal.State.choices)
    template = serializers.CharField(source="base.template.name")
    version = serializers.IntegerField(source="base.number", help_text="The version that is to be edited.")
    round = serializers.IntegerField(source="round.number", default=None, allow_null=True)
    proposer = serializers.CharField()
    edits = serializers.ListField(child=serializers.DictField())
    predicted_gain = serializers.DictField(allow_null=True)
    new_version = serializers.IntegerField(source="version.number", default=None, allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


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


class ProposalsView(APIView):
    """A project's proposals."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(responses={200: ProposalSerializer(many=True), 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """Proposals, the newest first."""
        rows = Proposal.objects.filter(project=request.seat.project)
        rows = rows.select_related("base__template", "round", "version")
        return Response(ProposalSerializer(rows, many=True).data)


class ProposalActionView(APIView):
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
        body = {"template": proposal.base.template.name, "version": version.number}
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
    return get_object_or_404(rows, project=request.seat.project, pk=pk)
