"""Exports over the API, streamed; and from where on a bias gap matters."""

from pathlib import Path
from typing import Any

from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from annotations.api.reading import FAULTS, read
from annotations.api.strict import StrictView
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.services.errors import Invalid, Refused
from ranking.exporters import REGISTRY
from ranking.exporters.balancing import REPEAT, WAYS, NothingToBalance
from ranking.exporters.card import card_text
from ranking.exporters.pipeline import TRAIN, Exported, OptionRefused, Options
from ranking.exporters.run import export_rows
from ranking.exporters.streaming import chunks, content_type, file_name
from ranking.selectors.exports import RoundNotExportableError
from ranking.selectors.gap_rules import gap_margin_of
from ranking.services.gap_rules import gap_rule_set


class ExportQuery(serializers.Serializer[Any]):
    """What is exported, and how rows to train on are put together."""

    round = serializers.IntegerField(required=False, default=None, allow_null=True, min_value=1, max_value=2**31 - 1)
    balance = serializers.CharField(required=False, default="", max_length=200)
    by = serializers.ChoiceField(choices=WAYS, required=False, default=REPEAT)
    augment = serializers.BooleanField(required=False, default=False)
    seed = serializers.IntegerField(required=False, default=0, min_value=0, max_value=2**31 - 1)
    card = serializers.BooleanField(required=False, default=False, help_text="The dataset card instead of the rows.")


class GapMarginSerializer(serializers.Serializer[Any]):
    """From which part of a scale on a bias gap matters."""

    margin = serializers.FloatField(help_text="Above 0, at most 1.")


class ExportView(StrictView):
    """One format."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(
        parameters=[ExportQuery, OpenApiParameter("name", str, OpenApiParameter.PATH, enum=sorted(REGISTRY))],
        responses={(200, "application/jsonl"): OpenApiTypes.BINARY, **FAULTS},
    )
    def get(self, request: ProjectApiRequest, slug: str, name: str) -> HttpResponseBase:
        """People's answers in a format, row by row as they are read."""
        if name not in REGISTRY:
            known = {"names": ", ".join(sorted(REGISTRY))}
            raise Http404(_("There is no such format. Known are: %(names)s.") % known)
        asked = ExportQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given, told, project = asked.validated_data, Exported(), request.seat.project
        options = Options(given["balance"], given["by"], given["augment"], seed=given["seed"])
        try:
            rows = export_rows(project=project, name=name, number=given["round"], options=options, told=told)
            if given["card"]:
                for _row in rows:
                    pass
                files = {TRAIN: Path(file_name(project.slug, name))}
                text = card_text(project, name, told, options, files, license="unknown")
                return HttpResponse(text, content_type="text/markdown; charset=utf-8")
        except RoundNotExportableError as error:
            raise Refused(str(error)) from error
        except (OptionRefused, NothingToBalance) as error:
            raise Invalid({"balance": str(error)}) from error
        return StreamingHttpResponse(chunks(name, rows), content_type=content_type(name))


class GapMarginView(StrictView):
    """The margin of bias gaps."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(responses={200: GapMarginSerializer, 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """From which part of a scale on a bias gap matters."""
        return Response({"margin": gap_margin_of(request.seat.project)})

    @extend_schema(request=GapMarginSerializer, responses={200: GapMarginSerializer, **FAULTS})
    def put(self, request: ProjectApiRequest, slug: str) -> Response:
        """Say so. Tests that are planned keep their margins."""
        given = read(GapMarginSerializer, request)
        rule = gap_rule_set(
            project=request.seat.project, margin=given["margin"], by=request.user, now=timezone.now()
        )  # fmt: skip
        return Response({"margin": rule.margin})
