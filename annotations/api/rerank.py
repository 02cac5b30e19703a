"""Ranking the candidates of one prompt, for an application that waits."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.api.reading import FAULTS, read
from annotations.models import Rater
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.selectors.materials import judges_of
from annotations.services.reranking import RerankInvalid, rerank

LONGEST = 100_000


class RerankSerializer(serializers.Serializer[Any]):
    """One prompt and what was answered to it."""

    prompt = serializers.CharField(max_length=LONGEST)
    candidates = serializers.ListField(child=serializers.CharField(max_length=LONGEST), allow_empty=False)
    reference = serializers.CharField(max_length=LONGEST, allow_blank=True, default="")
    judge = serializers.CharField(required=False, help_text="A judge's name; may be left out where there is only one.")


class PlaceSerializer(serializers.Serializer[Any]):
    """A candidate's place, best first; `index` is its place in what was sent."""

    index = serializers.IntegerField()
    score = serializers.FloatField(allow_null=True, help_text="The judge's; null where it could not be read.")
    mean_place = serializers.FloatField(allow_null=True, help_text="Over the rotated orders; 1 is first.")
    eliminated = serializers.BooleanField(help_text="The score is below the dimension's acceptance threshold.")
    reason = serializers.CharField(allow_blank=True)


class RerankedSerializer(serializers.Serializer[Any]):
    """The candidates in order, and what the order rests on."""

    places = PlaceSerializer(many=True)
    dimension = serializers.CharField()
    threshold = serializers.FloatField(allow_null=True)
    readable_orders = serializers.IntegerField()
    asked_orders = serializers.IntegerField()


class RerankView(APIView):
    """A judge at an application's service."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(request=RerankSerializer, responses={200: RerankedSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Order the candidates of a prompt, and eliminate those below the acceptance threshold."""
        given = read(RerankSerializer, request)
        judge = _judge(request, given.pop("judge", ""))
        ranked = rerank(project=request.seat.project, judge=judge, now=timezone.now(), **given)
        return Response(asdict(ranked))


def _judge(request: ProjectApiRequest, name: str) -> Rater:
    judges = judges_of(request.seat.project, running=True)
    found = list((judges.filter(name=name) if name else judges)[:2])
    if len(found) != 1:
        text = _("No judge that can run here has this name.") if name else _("Name one of the project's judges.")
        raise RerankInvalid({"judge": text})
    return found[0]
