"""The live template: what an application asks its model with."""

import json
from hashlib import sha256
from typing import Any, cast

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from annotations.api.reading import FAULTS, found_or_404, read
from annotations.api.strict import StrictView
from annotations.models import PromptTemplate, TemplateVersion
from annotations.permissions import IN_PROJECT, SERVE, ProjectApiRequest, Role, Scope
from ranking.services.confirmations import version_serve


class VersionSerializer(serializers.Serializer[Any]):
    """A version of a template, whole."""

    template = serializers.CharField(source="template.name")
    version = serializers.IntegerField(source="number")
    system = serializers.CharField(allow_blank=True)
    user_text = serializers.CharField()
    principles = serializers.ListField(child=serializers.CharField())
    exemplars = serializers.ListField(child=serializers.DictField())
    output_format = serializers.DictField()
    temperature = serializers.FloatField(
        allow_null=True, help_text="The version's own. A served policy of temperatures goes before it: `resolve` tells."
    )


class ActivatedSerializer(VersionSerializer):
    """The version that is served now, and what speaks against it."""

    warnings = serializers.ListField(child=serializers.CharField(), help_text="The bias gaps that it widens.")


class ActivateSerializer(serializers.Serializer[Any]):
    """The number of the version that is to be served."""

    version = serializers.IntegerField(min_value=1)


class ActiveVersionView(StrictView):
    """The version of a template that is served."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": SERVE}
    scope = Scope.MANAGE

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER,
                description="The ETag of the answer that you hold.",
            )
        ],
        responses={
            200: VersionSerializer,
            304: OpenApiResponse(description="What you hold is still what is served."),
            404: FAULTS[404],
        },
    )  # fmt: skip
    def get(self, request: ProjectApiRequest, slug: str, name: str) -> HttpResponseBase:
        """The active version. Its ETag changes with it, so that asking again costs next to nothing."""
        version = template_of(request, name).active_version
        if version is None:
            raise Http404(_("The template has no version yet."))
        return _conditional(request, Response(VersionSerializer(version).data))

    @extend_schema(request=ActivateSerializer, responses={200: ActivatedSerializer, **FAULTS})
    def put(self, request: ProjectApiRequest, slug: str, name: str) -> Response:
        """Serve this version from now on."""
        number = read(ActivateSerializer, request)["version"]
        versions = TemplateVersion.objects.select_related("template")
        said = _("The template has no version %(number)d.") % {"number": number}
        version = found_or_404(versions, said, template=template_of(request, name), number=number)
        against = version_serve(version=version, by=request.user, now=timezone.now())
        return Response(VersionSerializer(version).data | {"warnings": list(against)})


def _conditional(request: ProjectApiRequest, response: Response) -> HttpResponseBase:
    """The answer with its ETag, or 304 where the asker holds it already."""
    # Of what is served, not of the row: a version that no round has used may still be edited.
    digest = sha256(json.dumps(response.data, sort_keys=True).encode()).hexdigest()[:32]
    response["ETag"] = f'"{digest}"'
    response["Cache-Control"] = "private, no-cache"
    same = get_conditional_response(request._request, etag=response["ETag"], response=cast(Any, response))
    return cast(HttpResponseBase, same)


def template_of(request: ProjectApiRequest, name: str) -> PromptTemplate:
    """This function will find a template of the request's project by its name."""
    rows = PromptTemplate.objects.select_related("active_version__template", "project")
    said = _("The project has no template called %(name)s.") % {"name": name}
    return found_or_404(rows, said, project=request.seat.project, name=name)
