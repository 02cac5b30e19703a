"""What a round asks next, and why."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from annotations.api.reading import FAULTS
from annotations.api.rounds import RoundActionView, round_or_404
from annotations.api.strict import StrictView
from annotations.handout.policy import LABELLINGS, STOPPED
from annotations.jobs import ring
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from ranking.api.reports import JobSerializer
from ranking.selectors.labelling import labelling_of
from ranking.services.labelling import labelling_stop


class AskedReasonSerializer(serializers.Serializer[Any]):
    """Some tasks that come next, and why."""

    why = serializers.CharField(help_text="lots, connect, order, uncertain, parted, conflict or chance.")
    n = serializers.IntegerField(help_text="How many tasks.")
    text = serializers.CharField()


class WaveSerializer(serializers.Serializer[Any]):
    """The newest look at the round."""

    number = serializers.IntegerField()
    share = serializers.FloatField(help_text="Part of the answers that lots decide on; 1 once it was turned off.")
    reach = serializers.FloatField(help_text="The chance that each task had to be in the random sample so far.")
    done = serializers.IntegerField(help_text="People's answers at that moment.")
    drawn = serializers.IntegerField(help_text="Tasks put forward by lot.")
    chosen = serializers.IntegerField(help_text="Tasks put forward by what they teach.")
    reasons = AskedReasonSerializer(many=True)
    created_at = serializers.DateTimeField()


class LabellingSerializer(serializers.Serializer[Any]):
    """How the round chooses what is asked."""

    labelling = serializers.ChoiceField(choices=[*LABELLINGS, STOPPED], source="round.policy.labelling")
    random_share = serializers.FloatField(source="share")
    sampled = serializers.IntegerField(help_text="Tasks of the random sample that were asked.")
    tasks = serializers.IntegerField()
    every = serializers.IntegerField(help_text="After so many answers it is looked at again.")
    wave = WaveSerializer(allow_null=True)


class LabellingView(StrictView):
    """What a round asks next."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(responses={200: LabellingSerializer, 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str, number: int) -> Response:
        """What is asked next, and why. 404 where the round's order never adapted."""
        found = labelling_of(round_or_404(request, number))
        if found is None:
            raise Http404(_("The tasks of this round come in random order."))
        return Response(LabellingSerializer(found).data)


class LabellingStopView(RoundActionView):
    """The end of adapting."""

    @extend_schema(request=None, responses={202: JobSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: ProjectApiRequest, slug: str, number: int) -> Response:
        """Let chance alone choose from now on. It cannot be turned on again in this round."""
        round = round_or_404(request, number)
        job = labelling_stop(round=round, now=timezone.now(), requested_by=request.user)
        ring(job)
        return Response({"job": job.pk}, status=status.HTTP_202_ACCEPTED)
