"""How texts get their categories: rules, the least confidence, the newest classifier."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from annotations.api.reading import FAULTS, read
from annotations.api.strict import StrictView
from annotations.jobs import ring
from annotations.models import Project
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from ranking.selectors.categories import THRESHOLD, classifier_newest, settings_of
from ranking.services.categories import category_settings_set, classifier_request


class CategoryRuleSerializer(serializers.Serializer[Any]):
    """A category, and words or phrases of which one is enough; `word*` is any word that begins so."""

    category = serializers.CharField(max_length=100)
    words = serializers.ListField(child=serializers.CharField(max_length=100), allow_empty=False)


class CategorySettingsSerializer(serializers.Serializer[Any]):
    """The rules, in order: the first that applies decides."""

    rules = CategoryRuleSerializer(many=True)
    threshold = serializers.FloatField(
        min_value=0, max_value=1, default=THRESHOLD, help_text="A classifier that is less sure decides nothing."
    )


class CategoryClassifierSerializer(serializers.Serializer[Any]):
    """A classifier and how often it was right on texts that it had not seen, or why there is none."""

    number = serializers.IntegerField()
    figures = serializers.DictField()
    created_at = serializers.DateTimeField()


class CategoriesSerializer(CategorySettingsSerializer):
    """Rules, threshold, and the newest classifier."""

    classifier = CategoryClassifierSerializer(allow_null=True)


class QueuedSerializer(serializers.Serializer[Any]):
    """The job that trains."""

    job = serializers.IntegerField()


class CategoriesView(StrictView):
    """A project's categories."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(responses={200: CategoriesSerializer, 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """The rules, the threshold and the newest classifier with its held-out figures."""
        return Response(_body(request.seat.project))

    @extend_schema(request=CategorySettingsSerializer, responses={200: CategoriesSerializer, **FAULTS})
    def put(self, request: ProjectApiRequest, slug: str) -> Response:
        """Set the rules and the threshold."""
        given, project = read(CategorySettingsSerializer, request), request.seat.project
        category_settings_set(project=project, by=request.user, now=timezone.now(), **given)
        return Response(_body(project))


class ClassifierTrainView(StrictView):
    """Training."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE

    @extend_schema(request=None, responses={202: QueuedSerializer, 404: FAULTS[404]})
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Train a classifier on the items as they are now; changed items do so by themselves."""
        job = classifier_request(project=request.seat.project, by=request.user, now=timezone.now())
        ring(job)
        return Response({"job": job.pk}, status=status.HTTP_202_ACCEPTED)


def _body(project: Project) -> Any:
    settings = settings_of(project)
    return CategoriesSerializer(
        {
            "rules": settings.rules if settings else [],
            "threshold": settings.threshold if settings else THRESHOLD,
            "classifier": classifier_newest(project),
        }
    ).data
