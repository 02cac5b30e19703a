"""The shapes of requests to mappings and of their answers."""

from math import isfinite
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from annotations.models.shapes import FARTHEST
from ranking.models import Mapping
from ranking.selectors.applying import OWN, Asked, Compared, Ranked, Scored

MOST = 10_000


class MappingFilterSerializer(serializers.Serializer[Any]):
    """Which mappings."""

    round = serializers.IntegerField(min_value=1, required=False)
    judge = serializers.CharField(default="", allow_blank=True)
    all = serializers.BooleanField(default=False)


class MappingSerializer(serializers.Serializer[Any]):
    """A mapping, without its parameters."""

    id = serializers.IntegerField(source="pk")
    version = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Mapping.Kind.choices)
    judge = serializers.CharField(source="judge.name")
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    dimension = serializers.CharField(source="dimension.name", default=None, allow_null=True)
    method = serializers.CharField()
    signal = serializers.BooleanField(source="document.signal", default=None, allow_null=True)
    may_stand_in = serializers.BooleanField(source="document.may_stand_in", default=None, allow_null=True)
    n = serializers.IntegerField()
    round = serializers.IntegerField(source="fit.round.number", default=None, allow_null=True)
    fitted_at = serializers.DateTimeField(source="fit.created_at")
    errors = serializers.DictField()  # type: ignore[assignment]


class FiniteField(serializers.FloatField):
    """A number that is one."""

    def to_internal_value(self, data: Any) -> float:
        """Refuses what Python takes for a float and nobody for a number: true, infinity."""
        if isinstance(data, bool):
            self.fail("invalid")
        value: float = super().to_internal_value(data)
        if not isfinite(value):
            self.fail("invalid")
        return value


class ImportedRowSerializer(serializers.Serializer[Any]):
    """What may come as an import's row, with whatever else stands in it."""

    takes_more = True


class ScoredSerializer(ImportedRowSerializer):
    """A judge's scores of one response."""

    scores = serializers.DictField(child=FiniteField(allow_null=True), default=dict, help_text="By dimension.")
    score = FiniteField(required=False, allow_null=True, help_text="Of the mapping's own dimension.")
    score_probs = serializers.DictField(
        child=FiniteField(), required=False, allow_null=True, help_text="{level: probability} of that dimension."
    )


def _require_shown(shown: list[str] | None, names: list[str]) -> None:
    """As an import's row: all that were compared, each once, or nothing."""
    if shown is not None and sorted(shown) != sorted(names):
        raise serializers.ValidationError(
            {"shown_order": _("The shown order names the compared responses, each once; null where it is not known.")}
        )


class ComparedSerializer(ImportedRowSerializer):
    """A verdict on two responses, as in an import's row; or the scores that the judge gave both."""

    response_a = serializers.CharField()
    response_b = serializers.CharField()
    winner = serializers.CharField(required=False, allow_null=True, help_text="A response's id, `tie` or `invalid`.")
    shown_order = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True)
    score_a = FiniteField(required=False, allow_null=True)
    score_b = FiniteField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Two different responses, and a winner among them."""
        one, two = attrs["response_a"], attrs["response_b"]
        if one == two:
            raise serializers.ValidationError({"response_b": _("Both are the same response.")})
        if attrs.get("winner") not in (None, one, two, "tie", "invalid"):
            raise serializers.ValidationError({"winner": _("The winner is one of the two, tie, or invalid.")})
        _require_shown(attrs.get("shown_order"), [one, two])
        return attrs


class RankedSerializer(ImportedRowSerializer):
    """An order of responses, best first; an inner list is a tie."""

    ranking = serializers.ListField(min_length=1)
    shown_order = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True)

    def validate_ranking(self, value: list[Any]) -> list[list[str]]:
        """Lists of names, each once, two at least."""
        groups = [[str(name) for name in one] if isinstance(one, list) else [str(one)] for one in value]
        names = [name for group in groups for name in group]
        if len(names) < 2 or len(set(names)) < len(names):
            raise serializers.ValidationError(_("A ranking holds two responses or more, each once."))
        return groups

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An order on the screen of just these."""
        _require_shown(attrs.get("shown_order"), [name for group in attrs["ranking"] for name in group])
        return attrs


class AskedSerializer(serializers.Serializer[Any]):
    """What a judge said. A mapping of scores takes `scores`; one of verdicts or preferences the others."""

    scores = serializers.ListField(child=ScoredSerializer(), required=False, max_length=MOST)
    verdicts = serializers.ListField(child=ComparedSerializer(), required=False, max_length=MOST)
    rankings = serializers.ListField(child=RankedSerializer(), required=False, max_length=MOST)
    scale = serializers.ListField(
        child=FiniteField(), min_length=2, max_length=2, required=False, allow_null=True,
        help_text="The judge's own [min, max], where it is another than people's.",
    )  # fmt: skip
    template = serializers.CharField(required=False, allow_blank=True, default="")
    version = serializers.IntegerField(required=False, allow_null=True, min_value=1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A scale that is not empty, and a version of a named template."""
        scale = attrs.get("scale")
        if scale and scale[0] >= scale[1]:
            raise serializers.ValidationError({"scale": _("The scale is empty.")})
        if scale and max(map(abs, scale)) > FARTHEST:
            raise serializers.ValidationError({"scale": _("A scale lies between −10¹² and 10¹².")})
        if attrs.get("version") and not attrs["template"]:
            raise serializers.ValidationError({"template": _("A version is of a template; name it.")})
        return attrs

    @staticmethod
    def asked(data: dict[str, Any]) -> Asked:
        """The checked fields as the selectors take them."""
        scale, version = data.get("scale"), data.get("version")
        return Asked(
            scores=[_scored(row) for row in data.get("scores", ())],
            verdicts=[Compared(**row) for row in data.get("verdicts", ())],
            rankings=[Ranked(**row) for row in data.get("rankings", ())],
            scale=(scale[0], scale[1]) if scale else None,
            version=f"{data['template']} v{version}" if version else "",
        )


def _scored(row: dict[str, Any]) -> Scored:
    own = {OWN: row["score"]} if row.get("score") is not None else {}
    return Scored({**row["scores"], **own}, row.get("score_probs"))


class ResultSerializer(serializers.Serializer[Any]):
    """One result. Of scores: `score`, its 90 % interval, `accept`; of pairs: `prefers_a` and its 95 % interval."""

    response = serializers.CharField(required=False)
    score = serializers.FloatField(required=False)
    response_a = serializers.CharField(required=False)
    response_b = serializers.CharField(required=False)
    prefers_a = serializers.FloatField(required=False, allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    accept = serializers.FloatField(required=False, allow_null=True, help_text="The chance that a person accepts it.")
    abstain = serializers.BooleanField(help_text="People are to decide it, not the judge alone.")
    note = serializers.CharField(allow_blank=True)


class AppliedSerializer(serializers.Serializer[Any]):
    """What people would say."""

    mapping = serializers.IntegerField()
    version = serializers.IntegerField(help_text="Of the mapping.")
    kind = serializers.ChoiceField(choices=Mapping.Kind.choices)
    results = ResultSerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField())


class RuleSerializer(serializers.Serializer[Any]):
    """The judge decides alone where its interval reaches at most `half_width` to each side (of two responses: where at
    most that share of people is expected to choose otherwise)."""

    half_width = FiniteField()
    epsilon = FiniteField(min_value=0, max_value=1, default=0.2)
