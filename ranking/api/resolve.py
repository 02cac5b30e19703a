"""What an application asks its model with."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError as ShapeError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from annotations.api.reading import FAULTS, read
from annotations.api.strict import StrictView
from annotations.models.shapes import check_turns
from annotations.permissions import IN_PROJECT, SERVE, ProjectApiRequest, Role
from ranking.api.templates import template_of
from ranking.services.resolving import resolve
from ranking.stats.texts.rules import LONGEST as LONGEST_CATEGORY

LONGEST = 100_000


class ResolveSerializer(serializers.Serializer[Any]):
    """What the template is filled with, and what is known of it."""

    variables = serializers.DictField(
        child=serializers.CharField(allow_blank=True, allow_null=True, trim_whitespace=False, max_length=LONGEST),
        help_text="A text for each variable of the template.",
    )
    category = serializers.CharField(
        required=False, allow_null=True, allow_blank=True, max_length=LONGEST_CATEGORY, default=None,
        help_text='The category, where it is known; "" is the rest. Left out: rules, then the classifier.',
    )  # fmt: skip
    language = serializers.CharField(required=False, allow_blank=True, max_length=16, default="")
    messages = serializers.ListField(
        child=serializers.DictField(), required=False, default=list, help_text="Earlier turns of a conversation."
    )
    trace = serializers.CharField(
        required=False, allow_blank=True, max_length=200, default="",
        help_text="The application's own name of this call. The same draws the same; by default a new one is made.",
    )  # fmt: skip

    def validate_messages(self, value: list[Any]) -> list[Any]:
        """Turns as items have them."""
        try:
            check_turns(value)
        except ShapeError as error:
            raise serializers.ValidationError(error.messages) from error
        return value


class ResolvedTurnSerializer(serializers.Serializer[Any]):
    """One message."""

    role = serializers.CharField()
    content = serializers.CharField()


class ResolvedFeedbackSerializer(serializers.Serializer[Any]):
    """What feedback on the response carries, beside its key and what was said."""

    template = serializers.CharField()
    version = serializers.IntegerField()
    trace = serializers.CharField()
    metadata = serializers.DictField()


class ResolvedSerializer(serializers.Serializer[Any]):
    """All that a call of the model needs."""

    template = serializers.CharField()
    version = serializers.IntegerField()
    messages = ResolvedTurnSerializer(many=True)
    category = serializers.CharField(allow_blank=True)
    category_confidence = serializers.FloatField(
        allow_null=True, help_text="The chance that the category is right; null where nothing could say."
    )
    category_by = serializers.ChoiceField(choices=["given", "rule", "classifier", "fallback"])
    temperature = serializers.FloatField(allow_null=True, help_text="Null: leave it to the server.")
    temperature_by = serializers.ChoiceField(
        choices=["version", "policy", "live", "none"],
        help_text="The served policy goes before the version's own, which holds where no policy says a temperature.",
    )  # fmt: skip
    explored = serializers.BooleanField(help_text="Whether the temperature was drawn beside the policy's.")
    output_format = serializers.DictField()
    response_format = serializers.DictField(allow_null=True)
    policy = serializers.IntegerField(allow_null=True, help_text="The number of the temperature policy.")
    live = serializers.IntegerField(allow_null=True, help_text="The step of live adjusting that drew.")
    trace = serializers.CharField()
    feedback = ResolvedFeedbackSerializer()


class ResolveView(StrictView):
    """A template at an application's service."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    # What an application needs while it runs is one token: what is served, and where its users' words go.
    scope = SERVE

    @extend_schema(request=ResolveSerializer, responses={200: ResolvedSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, name: str) -> Response:
        """The active version filled in, the category, and the temperature to ask at."""
        template, given = template_of(request, name), read(ResolveSerializer, request)
        found = resolve(
            template=template, variables=given["variables"], category=given["category"],
            language=given["language"], earlier=given["messages"], trace=given["trace"] or uuid4().hex,
        )  # fmt: skip
        return Response(ResolvedSerializer(found).data)
