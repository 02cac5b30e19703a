"""The shapes of ranking the candidates of one prompt, for an application that waits.

The door itself is `ranking.api.rerank`: it knows what a judge's score is worth.
"""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from annotations.models import Project, Rater
from annotations.selectors.materials import judges_of
from annotations.services.reranking import RerankInvalid

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
    score = serializers.FloatField(
        allow_null=True, help_text="As people would give it, where there is a mapping; null where it could not be read."
    )
    judge_score = serializers.FloatField(allow_null=True, help_text="As the judge gave it.")
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


def reranking_judge(project: Project, name: str) -> Rater:
    """The judge of a name, or the only one that can run here. Raises RerankInvalid where that is nobody, or several."""
    judges = judges_of(project, running=True)
    found = list((judges.filter(name=name) if name else judges)[:2])
    if len(found) != 1:
        text = _("No judge that can run here has this name.") if name else _("Name one of the project's judges.")
        raise RerankInvalid({"judge": text})
    return found[0]
