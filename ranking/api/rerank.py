"""Ranking the candidates of one prompt, for an application that waits, by what people would say of them."""

from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from annotations.api.reading import FAULTS, read
from annotations.api.rerank import RerankedSerializer, RerankSerializer, reranking_judge
from annotations.api.strict import StrictView
from annotations.models import Project, Rater
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.selectors.materials import primary_dimension
from annotations.services.reranking import rerank
from ranking.models import Mapping
from ranking.selectors.applying import adjusting
from ranking.selectors.mappings import mapping_for


class CalibratedRerankSerializer(RerankSerializer):
    """One prompt, what was answered to it, and whether the judge's scores are to be mapped to people's."""

    calibrated = serializers.BooleanField(
        default=True,
        help_text="False takes the judge's scores as they are. Without a mapping they are taken so anyway.",
    )


class CalibratedRerankedSerializer(RerankedSerializer):
    """The candidates in order, and which mapping their scores went through."""

    mapping = serializers.IntegerField(allow_null=True, help_text="Its number; null where scores are the judge's own.")
    note = serializers.CharField(allow_blank=True)


class RerankView(StrictView):
    """A judge at an application's service."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(request=CalibratedRerankSerializer, responses={200: CalibratedRerankedSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Order the candidates of a prompt, and eliminate those that people would not accept."""
        given, project = read(CalibratedRerankSerializer, request), request.seat.project
        judge = reranking_judge(project, given.pop("judge", ""))
        mapping = _mapping(project, judge) if given.pop("calibrated") else None
        adjust = adjusting(mapping) if mapping else None
        ranked = rerank(project=project, judge=judge, now=timezone.now(), adjust=adjust, **given)
        return Response(asdict(ranked) | {"mapping": mapping and mapping.pk, "note": _note(mapping)})


def _mapping(project: Project, judge: Rater) -> Mapping | None:
    dimension = primary_dimension(project)
    return mapping_for(project=project, judge=judge, dimension=dimension.name) if dimension else None


def _note(mapping: Mapping | None) -> str:
    if mapping is None:
        return _("The scores are the judge’s own: no mapping with a signal is there, or none was wanted.")
    return ""
