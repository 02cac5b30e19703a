"""Alarms over HTTP."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from annotations.api.reading import FAULTS, found_or_404, read
from annotations.api.strict import StrictView
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from ranking.models import Alarm, Watch
from ranking.selectors.drift.alarms import alarms_of
from ranking.selectors.pseudonyms import alias_of
from ranking.services.drift import alarm_acknowledge, alarm_close


class AlarmSerializer(serializers.Serializer[Any]):
    """What moved. `items` are what `chosen` of a new round takes."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Watch.Kind.choices, source="watch.kind")
    state = serializers.ChoiceField(choices=Alarm.State.choices)
    sentence = serializers.CharField()
    dimension = serializers.CharField(source="watch.dimension.name", default=None, allow_null=True)
    since = serializers.DateTimeField(allow_null=True)
    raised_at = serializers.DateTimeField()
    facts = serializers.DictField()
    rows = serializers.ListField(child=serializers.IntegerField(), help_text="Keys of feedback or of responses.")
    items = serializers.ListField(child=serializers.IntegerField())
    reason = serializers.CharField(allow_blank=True)


class CloseSerializer(serializers.Serializer[Any]):
    """Why it is closed, and whether what came last is the usual from now on."""

    reason = serializers.CharField(max_length=2_000)
    anew = serializers.BooleanField(default=False)


class AlarmsView(StrictView):
    """A project's alarms."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(responses={200: AlarmSerializer(many=True), 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """The newest first; to reviewers, raters bear pseudonyms."""
        found = list(alarms_of(request.seat.project)[:200])
        for one in found:
            if one.watch.kind == Watch.Kind.RATER and one.watch.of and not request.seat.at_least(Role.LEAD):
                one.sentence = one.sentence.replace(one.watch.of, alias_of(request.seat.project, one.watch.of))
        return Response(AlarmSerializer(found, many=True).data)


class AlarmActionView(StrictView):
    """What a lead does about an alarm."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE

    def alarm(self, request: ProjectApiRequest, pk: int) -> Alarm:
        """The alarm of the address."""
        return found_or_404(alarms_of(request.seat.project), _("The project has no such alarm."), pk=pk)


class AlarmAcknowledgeView(AlarmActionView):
    """Somebody looks into it."""

    @extend_schema(request=None, responses={200: AlarmSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Note that somebody looks into an alarm; it stays until it is closed."""
        found = alarm_acknowledge(alarm=self.alarm(request, pk), by=request.user, now=timezone.now())
        return Response(AlarmSerializer(found).data)


class AlarmCloseView(AlarmActionView):
    """It is dealt with."""

    @extend_schema(request=CloseSerializer, responses={200: AlarmSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, pk: int) -> Response:
        """Close an alarm, so that its watch goes on."""
        given = read(CloseSerializer, request)
        found = alarm_close(alarm=self.alarm(request, pk), by=request.user, now=timezone.now(), **given)
        return Response(AlarmSerializer(found).data)
