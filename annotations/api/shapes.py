"""The shapes of requests and answers about work, as OpenAPI tells them."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Dimension, Task
from annotations.models.shapes import ROLES

RANKING = {
    "type": "array",
    "items": {"type": "array", "items": {"type": "integer"}},
    "description": "Response ids, best first; an inner list is a tie.",
    "example": [[12], [11, 13]],
}
SCORES = {
    "type": "object",
    "additionalProperties": {"oneOf": [{"type": "number"}, {"type": "string"}], "nullable": True},
    "description": "By dimension: a number, a category's code, or null where the dimension does not apply.",
    "example": {"helpfulness": 4, "correctness": None},
}
RANKINGS = {"type": "object", "additionalProperties": RANKING, "description": "By dimension."}


@extend_schema_field(SCORES)
class ScoresField(serializers.JSONField):
    """Read strictly by `annotations.handout.answer`, which knows the rubric."""


@extend_schema_field(RANKING)
class RankingField(serializers.JSONField):
    """Read strictly by `annotations.handout.answer`, which knows the responses."""


@extend_schema_field(RANKINGS)
class RankingsField(serializers.JSONField):
    """Read strictly by `annotations.handout.answer`."""


class AnswerFields(serializers.Serializer[Any]):
    """What may be said of a task: `scores` for RATING, `ranking`, `rankings` or `none_acceptable` for the others."""

    scores = ScoresField(required=False)
    ranking = RankingField(required=False)
    rankings = RankingsField(required=False)
    none_acceptable = serializers.BooleanField(required=False)
    comment = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    flags = serializers.ListField(child=serializers.CharField(), required=False)
    rewrite = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    seconds = serializers.FloatField(required=False, allow_null=True, help_text="Time on the task.")


class KeyField(serializers.UUIDField):
    """A UUID as text. The framework also reads numbers as such, and two clients that count from 1 would collide."""

    def to_internal_value(self, data: Any) -> UUID:
        """The UUID, or a fault."""
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        key: UUID = super().to_internal_value(data)
        return key


class SubmitSerializer(AnswerFields):
    """An answer on its way in."""

    key = KeyField(help_text="Yours; the same key again gets the same answer.")
    shown = serializers.ListField(
        child=serializers.IntegerField(), help_text="The response ids in the order of your screen."
    )
    next = serializers.BooleanField(required=False, default=False, help_text="Also hand out the next task.")


class EditSerializer(AnswerFields):
    """Changes to an answer; what is not given stays."""


class SkipSerializer(serializers.Serializer[Any]):
    """Why a task is skipped."""

    reason = serializers.CharField(max_length=500)


class TaskSerializer(serializers.Serializer[Any]):
    """A task, by its kind."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Task.Kind.choices)
    per_dimension = serializers.BooleanField(help_text="Whether `rankings` by dimension are asked for.")


class TurnSerializer(serializers.Serializer[Any]):
    """One turn of a conversation."""

    role = serializers.ChoiceField(choices=ROLES)
    content = serializers.CharField()


class ItemSerializer(serializers.Serializer[Any]):
    """What the model was asked."""

    prompt = serializers.CharField()
    messages = TurnSerializer(many=True, help_text="The turns before the prompt, which is the conversation's last.")
    reference = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)


class ResponseSerializer(serializers.Serializer[Any]):
    """A response under judgement."""

    id = serializers.IntegerField()
    text = serializers.CharField()


class LevelSerializer(serializers.Serializer[Any]):
    """One level of a scale: a `value`, or a `code` where the dimension is of categories."""

    value = serializers.FloatField(required=False)
    code = serializers.CharField(required=False)
    text = serializers.CharField(allow_blank=True)


class DimensionSerializer(serializers.Serializer[Any]):
    """One thing that is rated."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=Dimension.Kind.choices)
    min = serializers.FloatField(allow_null=True)
    max = serializers.FloatField(allow_null=True)
    levels = LevelSerializer(many=True)


class AssignmentSerializer(serializers.Serializer[Any]):
    """A task in the hands of a rater."""

    id = serializers.IntegerField()
    task = TaskSerializer()
    item = ItemSerializer()
    responses = ResponseSerializer(many=True, help_text="In the order to be shown.")
    dimensions = DimensionSerializer(many=True)
    lease_until = serializers.DateTimeField()


class AnswerIdSerializer(serializers.Serializer[Any]):
    """The id under which an answer can be edited or undone."""

    id = serializers.IntegerField()


class SubmittedSerializer(serializers.Serializer[Any]):
    """The stored answer, and the next assignment where it was asked for and there is one."""

    answer = AnswerIdSerializer()
    next = AssignmentSerializer(allow_null=True)


class AnswerTaskSerializer(serializers.Serializer[Any]):
    """The task of an answer."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Task.Kind.choices)


class AnswerSerializer(AnswerFields):
    """A rater's own answer."""

    id = serializers.IntegerField()
    task = AnswerTaskSerializer()
    shown = serializers.ListField(child=serializers.IntegerField())
    submitted_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class UndoneSerializer(AssignmentSerializer):
    """The assignment, open again, and what had been said of it."""

    previous = AnswerFields()


class LeaseSerializer(serializers.Serializer[Any]):
    """How long the assignment is kept for its holder."""

    lease_until = serializers.DateTimeField()
