"""The report, as `report --json` prints it."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from annotations.api.reading import FAULTS
from annotations.api.rounds import LARGEST, RoundActionView, RoundSerializer, round_or_404
from annotations.api.strict import StrictView
from annotations.jobs import ring
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.services.errors import Invalid
from ranking.selectors.pseudonyms import without_names
from ranking.selectors.report import ReportMissing, UnknownField, report_of
from ranking.services.rounds import fit_request, round_close, round_finish
from ranking.stats.standing import MODELS


class JobSerializer(serializers.Serializer[Any]):
    """Work that was asked for."""

    job = serializers.IntegerField()


class ReportQuerySerializer(serializers.Serializer[Any]):
    """Which report."""

    round = serializers.IntegerField(
        min_value=1, max_value=LARGEST, required=False, help_text="A round; without it, all answered rounds together."
    )
    by = serializers.CharField(
        required=False,
        help_text="Adds `by`: the same for each value of this field of answers or items, such as category, language "
        "or round; computed on the call.",
    )


class FitOptionsSerializer(serializers.Serializer[Any]):
    """How strengths are computed; without it, as in the newest fit."""

    strengths = serializers.ChoiceField(choices=list(MODELS), required=False)


class ReportView(StrictView):
    """The newest fit."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(
        parameters=[ReportQuerySerializer],
        responses={
            200: OpenApiResponse(
                OpenApiTypes.OBJECT,
                description="The object that `report --json` prints; to reviewers, raters bear pseudonyms.",
            ),
            400: FAULTS[400],
            404: FAULTS[404],
        },
    )
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """The newest report of a project, or of one of its rounds."""
        query = ReportQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked, project = query.validated_data, request.seat.project
        round = round_or_404(request, asked["round"]) if "round" in asked else None
        try:
            report = report_of(project=project, round=round, by=asked.get("by"))
        except ReportMissing as error:
            raise Http404(_("Nothing has been computed yet. Close a round, or ask for a fit.")) from error
        except UnknownField as error:
            raise Invalid({"by": str(error)}) from error
        return Response(report if request.seat.at_least(Role.LEAD) else without_names(report, project=project))


class FitView(StrictView):
    """New figures."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE

    @extend_schema(request=FitOptionsSerializer, responses={202: JobSerializer, 400: FAULTS[400], 404: FAULTS[404]})
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Compute the figures over all answered rounds of the project."""
        options = FitOptionsSerializer(data=request.data)
        options.is_valid(raise_exception=True)
        job = fit_request(
            project=request.seat.project, strengths=options.validated_data.get("strengths"),
            requested_by=request.user, now=timezone.now(),
        )  # fmt: skip
        ring(job)
        return Response({"job": job.pk}, status=status.HTTP_202_ACCEPTED)


class RoundCloseView(RoundActionView):
    """The end of collecting."""

    @extend_schema(request=None, responses={202: JobSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: ProjectApiRequest, slug: str, number: int) -> Response:
        """End the collecting of answers, and compute the figures."""
        round = round_or_404(request, number)
        learning = round_close(round=round, requested_by=request.user, now=timezone.now())
        ring(learning.job)
        return Response({"job": learning.job.pk}, status=status.HTTP_202_ACCEPTED)


class RoundFinishView(RoundActionView):
    """The end of a round."""

    @extend_schema(request=None, responses={200: RoundSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: ProjectApiRequest, slug: str, number: int) -> Response:
        """End the review of a round."""
        round = round_finish(round=round_or_404(request, number), now=timezone.now())
        return Response(RoundSerializer(round).data)
