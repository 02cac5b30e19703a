"""Tests of new versions, over HTTP: planned, read, looked at, decided."""

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
from annotations.jobs import ring
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from ranking.models import Confirmation, ConfirmationLook
from ranking.selectors.confirmations import confirmation_of, confirmations_of
from ranking.services.confirmations import (
    confirmation_close,
    confirmation_decide,
    confirmation_look,
    confirmation_plan,
    confirmation_roll_back,
    design_named,
)


class LookSerializer(serializers.Serializer[Any]):
    """What the answers said at one moment."""

    number = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    final = serializers.BooleanField(help_text="Whether it is the look of the plan's end.")
    pairs = serializers.IntegerField(source="units")
    planned = serializers.IntegerField()
    answers = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=ConfirmationLook.Outcome.choices)
    figures = serializers.DictField(help_text="Differences of new less old in points, with intervals and tests.")
    sentences = serializers.ListField(child=serializers.CharField())


class ConfirmationSerializer(serializers.Serializer[Any]):
    """A test of a new version against an old one."""

    id = serializers.IntegerField(source="pk")
    state = serializers.ChoiceField(choices=Confirmation.State.choices)
    template = serializers.CharField(source="new.template.name")
    new = serializers.IntegerField(source="new.number")
    old = serializers.IntegerField(source="old.number")
    round = serializers.IntegerField(source="round.number")
    proposal = serializers.IntegerField(source="proposal_id", allow_null=True)
    metric = serializers.ChoiceField(choices=Confirmation.Metric.choices)
    dimension = serializers.CharField(source="dimension.name", default=None, allow_null=True)
    ordinal = serializers.IntegerField(help_text="Its place among the tests of the template.")
    alpha = serializers.FloatField(help_text="The error that it may have.")
    plan = serializers.DictField(help_text="Fixed before the round started; `asked` says at which temperatures.")
    digest = serializers.CharField(help_text="The SHA-256 fingerprint of all that was fixed.")
    reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(
        source="decided_by.username", default=None, allow_null=True, help_text="Null: the plan decided by itself."
    )
    served = serializers.SerializerMethodField(help_text="Whether the new version is the one that is served now.")
    rolled_back_at = serializers.DateTimeField(source="rollback.at", default=None, allow_null=True)
    looks = LookSerializer(many=True)

    def get_served(self, confirmation: Confirmation) -> bool:
        """The version that is served now may be another by hand."""
        return confirmation.template.active_version_id == confirmation.new_id


class PlanSerializer(serializers.Serializer[Any]):
    """The plan of a test. Points are those of each dimension; what is not given is the usual."""

    template = serializers.CharField()
    version = serializers.IntegerField(min_value=1, max_value=LARGEST, help_text="The new version.")
    against = serializers.IntegerField(
        min_value=1, max_value=LARGEST, required=False, allow_null=True, default=None,
        help_text="The old version; by default the active one.",
    )  # fmt: skip
    endpoint = serializers.CharField()
    metric = serializers.ChoiceField(choices=Confirmation.Metric.choices, default=Confirmation.Metric.SCORES)
    dimension = serializers.CharField(required=False, allow_null=True, default=None)
    rate = serializers.BooleanField(default=True, help_text="People score each response.")
    compare = serializers.BooleanField(default=False, help_text="People compare both side by side.")
    temperature = serializers.FloatField(
        min_value=0, max_value=2, required=False, allow_null=True, default=None,
        help_text="One for both. Null: what the served policy gives each category, else a version's own.",
    )  # fmt: skip
    samples = serializers.IntegerField(min_value=1, max_value=LARGEST, default=1)
    overlap = serializers.IntegerField(min_value=1, max_value=LARGEST, default=2)
    item_limit = serializers.IntegerField(min_value=1, max_value=LARGEST, required=False, allow_null=True, default=None)
    margins = serializers.DictField(child=serializers.FloatField(min_value=0), default=dict)
    gap_margin = serializers.FloatField(min_value=0, required=False, allow_null=True, default=None)
    worthwhile = serializers.FloatField(min_value=0, required=False, allow_null=True, default=None)
    looks = serializers.IntegerField(min_value=1, max_value=LARGEST, default=5)
    automatic = serializers.BooleanField(default=True, help_text="Serve the new version as soon as it has passed.")
    note = serializers.CharField(allow_blank=True, default="")
    seed = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="The same again launches once.")


class ReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField()


class OptionalReasonSerializer(serializers.Serializer[Any]):
    """Why, if there is something to say."""

    reason = serializers.CharField(allow_blank=True, default="")


class ConfirmationsView(StrictView):
    """A project's tests."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(responses={200: ConfirmationSerializer(many=True), 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """Tests of new versions, the newest first, each with its looks."""
        return Response(ConfirmationSerializer(confirmations_of(request.seat.project), many=True).data)

    @extend_schema(request=PlanSerializer, responses={201: ConfirmationSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Fix the plan of a test and launch its round."""
        given, project = read(PlanSerializer, request), request.seat.project
        seed = given.pop("seed")
        planned = confirmation_plan(
            project=project,
            design=design_named(project=project, given=given),
            seed=seed,
            requested_by=request.user,
            now=timezone.now(),
        )
        ring(planned.job)
        body = ConfirmationSerializer(_found(request, planned.confirmation.pk)).data
        return Response(body, status=status.HTTP_201_CREATED)


class ConfirmationView(StrictView):
    """One test."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(responses={200: ConfirmationSerializer, 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """A test with its plan, its looks and what was decided."""
        return Response(ConfirmationSerializer(_found(request, pk)).data)


class ConfirmationActionView(StrictView):
    """What a lead does with a test."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE


class ConfirmationLookView(ConfirmationActionView):
    """A look."""

    @extend_schema(request=None, responses={200: ConfirmationSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Ask what the answers say now. Where they decide, the test is decided."""
        looked = confirmation_look(confirmation=_found(request, pk), now=timezone.now())
        if looked.job:
            ring(looked.job)
        return Response(ConfirmationSerializer(_found(request, pk)).data)


class ConfirmationPromoteView(ConfirmationActionView):
    """Yes."""

    @extend_schema(request=OptionalReasonSerializer, responses={200: ConfirmationSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Serve the version of a test that passed and waits for a lead."""
        reason = read(OptionalReasonSerializer, request)["reason"]
        confirmation_decide(confirmation=_found(request, pk), by=request.user, reason=reason, now=timezone.now())
        return Response(ConfirmationSerializer(_found(request, pk)).data)


class ConfirmationCloseView(ConfirmationActionView):
    """An early end."""

    @extend_schema(request=ReasonSerializer, responses={200: ConfirmationSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """End a test early, without a promotion, saying why."""
        reason = read(ReasonSerializer, request)["reason"]
        job = confirmation_close(confirmation=_found(request, pk), by=request.user, reason=reason, now=timezone.now())
        if job:
            ring(job)
        return Response(ConfirmationSerializer(_found(request, pk)).data)


class ConfirmationRollBackView(ConfirmationActionView):
    """Back."""

    @extend_schema(request=OptionalReasonSerializer, responses={200: ConfirmationSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Serve again what was served before the promotion."""
        reason = read(OptionalReasonSerializer, request)["reason"]
        confirmation_roll_back(confirmation=_found(request, pk), by=request.user, reason=reason, now=timezone.now())
        return Response(ConfirmationSerializer(_found(request, pk)).data)


def _found(request: ProjectApiRequest, pk: int) -> Confirmation:
    found = confirmation_of(request.seat.project, pk)
    if found is None:
        raise Http404(_("The project has no such test."))
    return found
