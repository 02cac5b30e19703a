"""What users of the running application say of what they were served."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.response import Response

from annotations.api.errors import FaultSerializer
from annotations.api.reading import FAULTS
from annotations.api.strict import StrictView
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.services.feedback import MOST_ROWS, FeedbackInvalid, feedback_add
from annotations.services.unknown import unknown_fields


class FeedbackSerializer(serializers.Serializer[Any]):
    """What one user said: of a response by its id, or of anything served by a trace of the sender's own.

    At least one of thumb, score, correction and text is given.
    """

    key = serializers.CharField(max_length=200, help_text="Yours; the same key again is the same row.")
    response = serializers.IntegerField(required=False, allow_null=True, help_text="The id of a response.")
    trace = serializers.CharField(max_length=200, required=False, help_text="Your name of what you served.")
    template = serializers.CharField(required=False, help_text="With `version`: what served it.")
    version = serializers.IntegerField(required=False, allow_null=True)
    thumb = serializers.ChoiceField([-1, 1], required=False, allow_null=True)
    score = serializers.FloatField(min_value=0, max_value=1, required=False, allow_null=True)
    correction = serializers.CharField(max_length=20_000, required=False, help_text="What should have been said.")
    text = serializers.CharField(max_length=20_000, required=False)
    metadata = serializers.DictField(required=False, help_text="At most 4,000 characters as JSON.")
    said_at = serializers.DateTimeField(required=False, help_text="With its zone; without it, now.")


class FeedbackBatchSerializer(serializers.Serializer[Any]):
    """Many rows at once."""

    rows = FeedbackSerializer(many=True, help_text=f"At most {MOST_ROWS}.")
    partial = serializers.BooleanField(  # type: ignore[assignment]
        required=False, default=False, help_text="Store the good rows where others are bad; otherwise none is stored."
    )


class FeedbackTakenSerializer(serializers.Serializer[Any]):
    """What became of the rows; `fields` names the faults of refused ones as `rows.PLACE.FIELD`."""

    stored = serializers.IntegerField()
    present = serializers.IntegerField(help_text="Known by their key already; nothing was changed.")
    refused = serializers.IntegerField()
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]


class TooLarge(APIException):
    """The body is larger than is read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class FeedbackView(StrictView):
    """Users' feedback."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.FEEDBACK
    reads_itself = True

    @extend_schema(
        request=PolymorphicProxySerializer(
            component_name="FeedbackIn",
            serializers=[FeedbackSerializer, FeedbackBatchSerializer],
            resource_type_field_name=None,
        ),
        responses={
            200: OpenApiResponse(FeedbackTakenSerializer, description="Nothing was new."),
            201: FeedbackTakenSerializer,
            400: FAULTS[400],
            404: FAULTS[404],
            413: OpenApiResponse(FaultSerializer, description="The body is too large; send it in parts."),
        },
    )
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Store one object, or `{"rows": [...]}`; sending it again is harmless."""
        _check_size(request)
        raw, partial, alone = _rows(request.data)
        try:
            taken = feedback_add(project=request.seat.project, raw=raw, now=timezone.now(), partial=partial)
        except FeedbackInvalid as error:
            raise (FeedbackInvalid(_own(error.fields)) if alone else error) from error
        body = {"stored": taken.stored, "present": taken.present, "refused": taken.refused, "fields": taken.faults}
        return Response(body, status=status.HTTP_201_CREATED if taken.stored else status.HTTP_200_OK)


def _check_size(request: ProjectApiRequest) -> None:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > most:
        raise TooLarge(_("Send at most %(most)d MB at once.") % {"most": most // 2**20})


def _rows(data: Any) -> tuple[list[Any], bool, bool]:
    """The rows, whether good ones are taken beside bad ones, and whether there is but one, without a list."""
    if not isinstance(data, dict):
        raise ParseError(_("Send one object, or an object with a list of rows."))
    if "rows" not in data:
        return [data], False, True
    rows, partial = data["rows"], data.get("partial", False)
    wrong = unknown_fields(data, ("rows", "partial"))
    if not isinstance(rows, list):
        wrong["rows"] = _("This must be a list.")
    if not isinstance(partial, bool):
        wrong["partial"] = _("This must be true or false.")
    if wrong:
        raise FeedbackInvalid(wrong)
    return rows, partial, False


def _own(faults: dict[str, str]) -> dict[str, str]:
    """The faults of an object that came alone, by its own fields."""
    return {name.removeprefix("rows.0.") if name != "rows.0" else "": text for name, text in faults.items()}
