"""Mappings: listed, read whole, applied, and the rule by which a judge stands alone."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.response import Response

from annotations.api.reading import FAULTS, found_or_404, read
from annotations.api.rounds import round_or_404
from annotations.api.strict import StrictView
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from ranking.api.mapping_shapes import (
    AppliedSerializer,
    AskedSerializer,
    MappingFilterSerializer,
    MappingSerializer,
    RuleSerializer,
)
from ranking.models import Mapping
from ranking.selectors.applying import mapping_apply
from ranking.selectors.mappings import mappings_newest, mappings_of
from ranking.services.rules import judge_rule_set

_FILTERS = [
    OpenApiParameter("round", OpenApiTypes.INT, description="Of the newest fit of a round; else over all rounds."),
    OpenApiParameter("judge", OpenApiTypes.STR, description="Of the judge of this name."),
    OpenApiParameter("all", OpenApiTypes.BOOL, description="Every version, not only the newest fit's."),
]


class MappingsView(StrictView):
    """A project's mappings."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(parameters=_FILTERS, responses={200: MappingSerializer(many=True), 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """The mappings of the newest fit, without their documents."""
        query = MappingFilterSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        round = round_or_404(request, wanted["round"]) if "round" in wanted else None
        project = request.seat.project
        rows = mappings_of(project) if wanted["all"] else mappings_newest(project, round)
        if wanted["judge"]:
            rows = rows.filter(judge__name=wanted["judge"])
        return Response(MappingSerializer(rows, many=True).data)


class MappingView(StrictView):
    """One mapping."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, description="The frozen document; see docs/mappings.md."),
            404: FAULTS[404],
        }
    )
    def get(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """The whole mapping as one document, which can be applied anywhere."""
        mapping = mapping_or_404(request, pk)
        return Response(MappingSerializer(mapping).data | {"document": mapping.document})


class MappingApplyView(StrictView):
    """A mapping at an application's service."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(request=AskedSerializer, responses={200: AppliedSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """What people would say, and whether the judge may decide it alone."""
        mapping = mapping_or_404(request, pk)
        asked = AskedSerializer.asked(read(AskedSerializer, request))
        applied = mapping_apply(mapping=mapping, asked=asked)
        told = {"results": applied.results, "warnings": applied.warnings}
        return Response({"mapping": mapping.pk, "version": mapping.version, "kind": applied.kind, **told})


class MappingRuleView(StrictView):
    """When the judge of a mapping may stand alone."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE

    @extend_schema(request=RuleSerializer, responses={200: RuleSerializer, **FAULTS})
    def put(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Set the rule, for this mapping and those that come after it."""
        mapping = mapping_or_404(request, pk)
        rule = judge_rule_set(
            project=request.seat.project, judge=mapping.judge.name, set_by=request.user, now=timezone.now(),
            dimension=None if mapping.kind == Mapping.Kind.PREFERENCE else mapping.dimension,
            **read(RuleSerializer, request),
        )  # fmt: skip
        return Response(RuleSerializer(rule).data)


def mapping_or_404(request: ProjectApiRequest, pk: int) -> Mapping:
    """A mapping of the request's project."""
    rows: QuerySet[Mapping] = mappings_of(request.seat.project)
    return found_or_404(rows, _("The project has no such mapping."), pk=pk)
