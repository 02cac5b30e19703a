"""The live template: what an application asks its model with."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.api.reading import FAULTS, read
from annotations.models import PromptTemplate, TemplateVersion
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.services.templates import version_activate


class VersionSerializer(serializers.Serializer[Any]):
    """A version of a template, whole."""

    template = serializers.CharField(source="template.name")
    version = serializers.IntegerField(source="number")
    system = serializers.CharField(allow_blank=True)
    user_text = serializers.CharField()
    principles = serializers.ListField(child=serializers.CharField())
    exemplars = serializers.ListField(child=serializers.DictField())
    output_format = serializers.DictField()
    temperature = serializers.FloatField(allow_null=True)


class ActivateSerializer(serializers.Serializer[Any]):
    """The number of the version that is to be served."""

    version = serializers.IntegerField(min_value=1)


class ActiveVersionView(APIView):
    """The version of a template that is served."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(responses={200: VersionSerializer, 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str, name: str) -> Response:
        """The active version."""
        version = template_of(request, name).active_version
        if version is None:
            raise Http404(_("The template has no version yet."))
        return Response(VersionSerializer(version).data)

    @extend_schema(request=ActivateSerializer, responses={200: VersionSerializer, **FAULTS})
    def put(self, request: ProjectApiRequest, slug: str, name: str) -> Response:
        """Serve this version from now on."""
        number = read(ActivateSerializer, request)["version"]
        versions = TemplateVersion.objects.select_related("template")
        version = get_object_or_404(versions, template=template_of(request, name), number=number)
        version_activate(version=version, by=request.user, now=timezone.now())
        return Response(VersionSerializer(version).data)


def template_of(request: ProjectApiRequest, name: str) -> PromptTemplate:
    """This function will find a template of the request's project by its name."""
    rows = PromptTemplate.objects.select_related("active_version__template", "project")
    return get_object_or_404(rows, project=request.seat.project, name=name)
